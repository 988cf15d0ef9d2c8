import { valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { fromOrdinal, ordinal, weekday } from './calendar.js';
import type { ClockParts } from './clock.js';
import { TimeZone, utc } from './time-zone.js';

/** A date in ISO 8601: `2024-05-06`, `20240506`, `2024-W19-1`. @throws ValueError */
export function parseIsoDate(text: string): { year: number; month: number; day: number } {
  const week = /^(\d{4})-?W(\d\d)(?:-?(\d))?$/.exec(text);
  if (week) {
    const first = ordinal(Number(week[1]), 1, 4);
    const day = first - weekday(first) + (Number(week[2]) - 1) * 7 + Number(week[3] ?? '1') - 1;
    return fromOrdinal(day);
  }
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (!found) valueError(`Invalid isoformat string: ${repr(text)}`);
  return { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) };
}

/** A time in ISO 8601, with an offset or without. @throws ValueError */
export function parseIsoTime(text: string): { clock: ClockParts; zone: TimeZone | null } {
  const found = /^T?(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/.exec(text);
  if (!found) valueError(`Invalid isoformat string: ${repr(text)}`);
  const [, hour, minute = '0', second = '0', fraction = '', offset] = found;
  return {
    clock: {
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      microsecond: Number(fraction.slice(0, 6).padEnd(6, '0')),
    },
    zone: zoneOf(offset),
  };
}

function zoneOf(text: string | undefined): TimeZone | null {
  if (text === undefined) return null;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?/.exec(text) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return offset === 0 ? utc : new TimeZone(offset);
}
