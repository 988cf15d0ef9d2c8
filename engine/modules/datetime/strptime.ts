import { raise, valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { dayNames, fromOrdinal, monthNames, ordinal } from './calendar.js';
import type { Moment } from './strftime.js';

const names = (list: readonly string[], length?: number): string =>
  list.map((name) => (length === undefined ? name : name.slice(0, length))).join('|');

/** What each code reads. */
const patterns: Readonly<Record<string, string>> = {
  d: '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]',
  f: '\\d{1,6}',
  H: '2[0-3]|[01]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  j: '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  S: '6[01]|[0-5]\\d|\\d',
  w: '[0-6]',
  u: '[1-7]',
  y: '\\d\\d',
  Y: '\\d{4}',
  z: 'Z|[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?',
  Z: 'UTC|GMT',
  A: names(dayNames),
  a: names(dayNames, 3),
  B: names(monthNames),
  b: names(monthNames, 3),
  p: 'AM|PM',
};

const combined: Readonly<Record<string, string>> = { T: '%H:%M:%S', R: '%H:%M', F: '%Y-%m-%d', D: '%m/%d/%y' };

/** Reads a time by a format. @throws ValueError */
export function parseTime(text: string, format: string): Moment {
  const codes: string[] = [];
  const whole = format.replace(/%([TRFD])/g, (_, code: string) => combined[code] ?? '');
  const source = whole.replace(/%(.)|(\s+)|([^%\s])/gsu, (_, code?: string, space?: string, plain?: string) => {
    if (space !== undefined) return '\\s+';
    if (plain !== undefined) return plain.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    if (code === '%') return '%';
    const pattern = patterns[code ?? ''];
    if (code === undefined || pattern === undefined)
      valueError(`'${code}' is a bad directive in format ${repr(format)}`);
    if (codes.includes(code)) raise('error', `redefinition of group name '${code}'`);
    codes.push(code);
    return `(${pattern})`;
  });
  const found = new RegExp(`^${source}`, 'iu').exec(text);
  if (!found) valueError(`time data ${repr(text)} does not match format ${repr(format)}`);
  if (found[0].length !== text.length) valueError(`unconverted data remains: ${text.slice(found[0].length)}`);
  return assembled(new Map(codes.map((code, i) => [code, found[i + 1] ?? ''])));
}

function assembled(parts: ReadonlyMap<string, string>): Moment {
  const number = (code: string): number | undefined => {
    const part = parts.get(code);
    return part === undefined ? undefined : Number(part.trim());
  };
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? 1900 : short < 69 ? 2000 + short : 1900 + short);
  const monthName = (parts.get('B') ?? parts.get('b'))?.slice(0, 3).toLowerCase();
  let month =
    number('m') ??
    (monthName === undefined ? 1 : monthNames.findIndex((name) => name.slice(0, 3).toLowerCase() === monthName) + 1);
  let day = number('d') ?? 1;
  const dayOfYear = number('j');
  if (dayOfYear !== undefined && number('m') === undefined && monthName === undefined) {
    ({ month, day } = fromOrdinal(ordinal(year, 1, 1) + dayOfYear - 1));
  }
  const half = parts.get('p')?.toUpperCase();
  const twelve = number('I');
  const hour = number('H') ?? (twelve === undefined ? 0 : (twelve % 12) + (half === 'PM' ? 12 : 0));
  return {
    year,
    month,
    day,
    hour,
    minute: number('M') ?? 0,
    second: number('S') ?? 0,
    microsecond: Number((parts.get('f') ?? '').padEnd(6, '0') || 0),
    offset: parseOffset(parts.get('z')),
    zone: parts.get('Z')?.toUpperCase() ?? '',
  };
}

function parseOffset(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (text.toUpperCase() === 'Z') return 0;
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
