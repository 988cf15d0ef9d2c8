import { raise, typeError, valueError } from '../../expression/raise.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, makeFloat, makeInt, notImplemented, Tuple, type Value } from '../../values/index.js';
import { quotientToDouble } from '../math/double.js';
import { fromOrdinal, ordinal } from './calendar.js';
import { type ClockParts, checkClock, PyTime, spellClock } from './clock.js';
import { checkedDay, PyDate } from './date.js';
import { type Moment, spellOffset } from './strftime.js';
import { floorDivide, modulo, TimeDelta } from './time-delta.js';
import { TimeZone } from './time-zone.js';

const DAY = 86_400_000_000n;
const EPOCH = BigInt(ordinal(1970, 1, 1)) * DAY;

/** A day and a time of day, with or without a time zone: `datetime.datetime`. */
export class DateTime extends PyDate {
  static override readonly [exposed]: Exposed = {
    hour: property(),
    minute: property(),
    second: property(),
    microsecond: property(),
    tzinfo: property('zone').raw(),
    date: method().raw(),
    time: method().raw(),
    timetz: method().raw(),
    timestamp: method().raw(),
    utcoffset: method().raw(),
    tzname: method(),
    astimezone: method('tz').as('inZone').raw(),
    isoformat: method('sep', 'timespec').as('isoFormat'),
    replace: method('year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo').as('changed').raw(),
  };

  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;

  constructor(
    date: { readonly year: number; readonly month: number; readonly day: number },
    clock: ClockParts,
    readonly zone: TimeZone | null = null,
  ) {
    super(date.year, date.month, date.day);
    checkClock(clock);
    this.hour = clock.hour;
    this.minute = clock.minute;
    this.second = clock.second;
    this.microsecond = clock.microsecond;
  }

  /** The time that lies so many microseconds after the start of day 0. */
  static ofMicroseconds(total: bigint, zone: TimeZone | null): DateTime {
    const rest = modulo(total, DAY);
    const seconds = Number(rest / 1_000_000n);
    return new DateTime(
      fromOrdinal(checkedDay(Number(floorDivide(total, DAY)))),
      {
        hour: Math.floor(seconds / 3600),
        minute: Math.floor(seconds / 60) % 60,
        second: seconds % 60,
        microsecond: Number(rest % 1_000_000n),
      },
      zone,
    );
  }

  /** The time of a JavaScript Date: local without a zone, else in that zone. */
  static ofDate(date: Date, zone: TimeZone | null, microseconds = 0): DateTime {
    const shift = zone === null ? -date.getTimezoneOffset() : zone.offset;
    const millis = BigInt(Math.floor(date.getTime()));
    return DateTime.ofMicroseconds(EPOCH + (millis + BigInt(shift) * 60_000n) * 1000n + BigInt(microseconds), zone);
  }

  /** Microseconds since the start of day 0, as the clock shows them. */
  get total(): bigint {
    const seconds = (this.hour * 60 + this.minute) * 60 + this.second;
    return BigInt(this.toordinal()) * DAY + BigInt(seconds) * 1_000_000n + BigInt(this.microsecond);
  }

  /** The same at Greenwich; local time where no zone is given. */
  get universal(): bigint {
    if (this.zone) return this.total - BigInt(this.zone.offset) * 60_000_000n;
    const local = new Date(this.year, this.month - 1, this.day, this.hour, this.minute, this.second);
    if (this.year < 100) local.setFullYear(this.year);
    return EPOCH + BigInt(local.getTime()) * 1000n + BigInt(this.microsecond);
  }

  override [hashForm](): Value {
    return new Tuple(['datetime', makeInt(this.zone ? this.universal : this.total)]);
  }

  override moment(): Moment {
    const { year, month, day, hour, minute, second, microsecond, zone } = this;
    const offset = zone?.offset ?? null;
    return { year, month, day, hour, minute, second, microsecond, offset, zone: zone?.toString() ?? '' };
  }

  date(): PyDate {
    return new PyDate(this.year, this.month, this.day);
  }

  time(): PyTime {
    return new PyTime(this);
  }

  timetz(): PyTime {
    return new PyTime(this, this.zone);
  }

  timestamp(): Value {
    return makeFloat(quotientToDouble(this.universal - EPOCH, 1_000_000n));
  }

  utcoffset(): Value {
    return this.zone?.utcoffset() ?? null;
  }

  tzname(): string | null {
    return this.zone?.tzname() ?? null;
  }

  inZone(zone: Value = null): DateTime {
    if (zone === null || zone === undefined) {
      const date = new Date(Number((this.universal - EPOCH) / 1000n));
      return this.inZone(new TimeZone(-date.getTimezoneOffset()));
    }
    if (!(zone instanceof TimeZone)) typeError('tzinfo argument must be None or of a tzinfo subclass');
    return DateTime.ofMicroseconds(this.universal + BigInt(zone.offset) * 60_000_000n, zone);
  }

  override isoFormat(separator = 'T', precision = 'auto'): string {
    if (separator.length !== 1) typeError('isoformat() argument 1 must be a unicode character');
    return super.isoFormat() + separator + spellClock(this, precision) + spellOffset(this.zone?.offset ?? null, ':');
  }

  changed(...parts: readonly (Value | undefined)[]): DateTime {
    const [year, month, day, hour, minute, second, microsecond] = parts;
    const or = (value: Value | undefined, own: number): number => (value === undefined ? own : Number(value));
    const zone = parts[7];
    if (zone !== undefined && zone !== null && !(zone instanceof TimeZone)) {
      typeError('tzinfo argument must be None or of a tzinfo subclass');
    }
    return new DateTime(
      { year: or(year, this.year), month: or(month, this.month), day: or(day, this.day) },
      {
        hour: or(hour, this.hour),
        minute: or(minute, this.minute),
        second: or(second, this.second),
        microsecond: or(microsecond, this.microsecond),
      },
      zone === undefined ? this.zone : zone,
    );
  }

  override plus(other: Value): Value {
    return other instanceof TimeDelta ? DateTime.ofMicroseconds(this.total + other.total, this.zone) : notImplemented;
  }

  override minus(other: Value): Value {
    if (other instanceof TimeDelta) return DateTime.ofMicroseconds(this.total - other.total, this.zone);
    if (!(other instanceof DateTime)) return notImplemented;
    if ((this.zone === null) !== (other.zone === null)) {
      typeError("can't subtract offset-naive and offset-aware datetimes");
    }
    return new TimeDelta(this.zone ? this.universal - other.universal : this.total - other.total);
  }

  protected override compare(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return undefined;
    const aware = this.zone !== null && other.zone !== null;
    const difference = aware ? this.universal - other.universal : this.total - other.total;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  override toString(): string {
    return this.isoFormat(' ');
  }

  override spelled(): string {
    const parts = [this.year, this.month, this.day, this.hour, this.minute];
    if (this.second !== 0 || this.microsecond !== 0) parts.push(this.second);
    if (this.microsecond !== 0) parts.push(this.microsecond);
    const zone = this.zone ? `, tzinfo=${this.zone.spelled()}` : '';
    return `datetime.datetime(${parts.join(', ')}${zone})`;
  }
}

/** `datetime.fromtimestamp`: seconds since 1970, local or in a zone. */
export function ofTimestamp(seconds: number, zone: TimeZone | null): DateTime {
  if (!Number.isFinite(seconds)) raise('ValueError', 'cannot convert float NaN to integer');
  const micros = Math.round(seconds * 1e6);
  const millis = Math.floor(micros / 1000);
  if (Math.abs(millis) > 8.64e15) valueError('year is out of range');
  return DateTime.ofDate(new Date(millis), zone, micros - millis * 1000);
}
