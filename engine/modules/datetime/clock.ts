import { valueError } from '../../expression/raise.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, notImplemented, Tuple, type Value } from '../../values/index.js';
import { formatTime, spellOffset } from './strftime.js';
import type { TimeZone } from './time-zone.js';

/** The parts of a time of day. */
export interface ClockParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

export function checkClock({ hour, minute, second, microsecond }: ClockParts): void {
  if (hour < 0 || hour > 23) valueError('hour must be in 0..23');
  if (minute < 0 || minute > 59) valueError('minute must be in 0..59');
  if (second < 0 || second > 59) valueError('second must be in 0..59');
  if (microsecond < 0 || microsecond > 999999) valueError('microsecond must be in 0..999999');
}

/** `12:30:00.250000`, as exact as asked for. */
export function spellClock(parts: ClockParts, precision: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${two(parts.hour)}:${two(parts.minute)}`;
  const seconds = `${minutes}:${two(parts.second)}`;
  const six = String(parts.microsecond).padStart(6, '0');
  switch (precision) {
    case 'auto':
      return parts.microsecond === 0 ? seconds : `${seconds}.${six}`;
    case 'hours':
      return two(parts.hour);
    case 'minutes':
      return minutes;
    case 'seconds':
      return seconds;
    case 'milliseconds':
      return `${seconds}.${six.slice(0, 3)}`;
    case 'microseconds':
      return `${seconds}.${six}`;
    default:
      return valueError('Unknown timespec value');
  }
}

/** A time of day: `datetime.time`. */
export class PyTime {
  static readonly [exposed]: Exposed = {
    hour: property(),
    minute: property(),
    second: property(),
    microsecond: property(),
    tzinfo: property('zone').raw(),
    isoformat: method('timespec').as('isoFormat'),
    strftime: method('format'),
    replace: method('hour', 'minute', 'second', 'microsecond').as('replaced'),
    __eq__: method('other').as('equalTo').raw(),
    __lt__: method('other').as('isLess').raw(),
    __gt__: method('other').as('isGreater').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
    __format__: method('spec').as('formatted'),
  };

  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;

  constructor(
    parts: ClockParts,
    readonly zone: TimeZone | null = null,
  ) {
    checkClock(parts);
    this.hour = parts.hour;
    this.minute = parts.minute;
    this.second = parts.second;
    this.microsecond = parts.microsecond;
  }

  #order(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1e6 + this.microsecond;
  }

  [hashForm](): Value {
    return new Tuple(['time', this.#order()]);
  }

  isoFormat(precision = 'auto'): string {
    return spellClock(this, precision) + spellOffset(this.zone?.offset ?? null, ':');
  }

  strftime(format: string): string {
    const { hour, minute, second, microsecond, zone } = this;
    const offset = zone?.offset ?? null;
    return formatTime(
      { year: 1900, month: 1, day: 1, hour, minute, second, microsecond, offset, zone: zone?.toString() ?? '' },
      format,
    );
  }

  formatted(spec: string): string {
    return spec === '' ? this.toString() : this.strftime(spec);
  }

  replaced(hour = this.hour, minute = this.minute, second = this.second, microsecond = this.microsecond): PyTime {
    return new PyTime({ hour, minute, second, microsecond }, this.zone);
  }

  equalTo(other: Value): Value {
    return other instanceof PyTime ? this.#order() === other.#order() : notImplemented;
  }

  isLess(other: Value): Value {
    return other instanceof PyTime ? this.#order() < other.#order() : notImplemented;
  }

  isGreater(other: Value): Value {
    return other instanceof PyTime ? this.#order() > other.#order() : notImplemented;
  }

  toString(): string {
    return this.isoFormat();
  }

  spelled(): string {
    const parts = [this.hour, this.minute];
    if (this.second !== 0 || this.microsecond !== 0) parts.push(this.second);
    if (this.microsecond !== 0) parts.push(this.microsecond);
    const zone = this.zone ? `, tzinfo=${this.zone.spelled()}` : '';
    return `datetime.time(${parts.join(', ')}${zone})`;
  }
}
