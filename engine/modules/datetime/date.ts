import { raise, valueError } from '../../expression/raise.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, notImplemented, Tuple, type Value } from '../../values/index.js';
import {
  dayNames,
  daysBeforeMonth,
  daysInMonth,
  fromOrdinal,
  isoWeek,
  monthNames,
  ordinal,
  weekday,
} from './calendar.js';
import { formatTime, type Moment } from './strftime.js';
import { TimeDelta } from './time-delta.js';

const LAST_DAY = ordinal(9999, 12, 31);

export function checkDate(year: number, month: number, day: number): void {
  if (year < 1 || year > 9999) valueError(`year ${year} is out of range`);
  if (month < 1 || month > 12) valueError('month must be in 1..12');
  if (day < 1 || day > daysInMonth(year, month)) valueError('day is out of range for month');
}

/** Refuses days before year 1 and after year 9999. */
export function checkedDay(days: number): number {
  return days < 1 || days > LAST_DAY ? raise('OverflowError', 'date value out of range') : days;
}

/** A day of the calendar: `datetime.date`. */
export class PyDate {
  static readonly [exposed]: Exposed = {
    year: property(),
    month: property(),
    day: property(),
    weekday: method(),
    isoweekday: method(),
    isocalendar: method().raw(),
    toordinal: method(),
    timetuple: method().raw(),
    isoformat: method('sep', 'timespec').as('isoFormat'),
    ctime: method(),
    strftime: method('format'),
    replace: method('year', 'month', 'day').as('replaced'),
    __add__: method('other').as('plus').raw(),
    __radd__: method('other').as('plus').raw(),
    __sub__: method('other').as('minus').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __lt__: method('other').as('isLess').raw(),
    __le__: method('other').as('isNotGreater').raw(),
    __gt__: method('other').as('isGreater').raw(),
    __ge__: method('other').as('isNotLess').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
    __format__: method('spec').as('formatted'),
  };

  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {
    checkDate(year, month, day);
  }

  static ofOrdinal(days: number): PyDate {
    const { year, month, day } = fromOrdinal(checkedDay(days));
    return new PyDate(year, month, day);
  }

  [hashForm](): Value {
    return new Tuple(['date', this.toordinal()]);
  }

  /** What formats are filled in from. */
  moment(): Moment {
    const { year, month, day } = this;
    return { year, month, day, hour: 0, minute: 0, second: 0, microsecond: 0, offset: null, zone: '' };
  }

  toordinal(): number {
    return ordinal(this.year, this.month, this.day);
  }

  weekday(): number {
    return weekday(this.toordinal());
  }

  isoweekday(): number {
    return this.weekday() + 1;
  }

  isocalendar(): Tuple {
    const { year, week } = isoWeek(this.toordinal());
    return new Tuple([year, week, this.isoweekday()]);
  }

  timetuple(): Tuple {
    const { year, month, day, hour, minute, second } = this.moment();
    return new Tuple([year, month, day, hour, minute, second, this.weekday(), daysBeforeMonth(year, month) + day, -1]);
  }

  isoFormat(_separator?: string, _precision?: string): string {
    return formatTime({ ...this.moment(), year: this.year }, '%Y-%m-%d').padStart(10, '0');
  }

  ctime(): string {
    const { day, hour, minute, second } = this.moment();
    const two = (value: number): string => String(value).padStart(2, '0');
    const name = dayNames[this.weekday()]?.slice(0, 3);
    const month = monthNames[this.month - 1]?.slice(0, 3);
    return `${name} ${month} ${String(day).padStart(2)} ${two(hour)}:${two(minute)}:${two(second)} ${String(this.year).padStart(4, '0')}`;
  }

  strftime(format: string): string {
    return formatTime(this.moment(), format);
  }

  formatted(spec: string): string {
    return spec === '' ? this.toString() : this.strftime(spec);
  }

  replaced(year = this.year, month = this.month, day = this.day): PyDate {
    return new PyDate(year, month, day);
  }

  plus(other: Value): Value {
    return other instanceof TimeDelta ? PyDate.ofOrdinal(this.toordinal() + other.days) : notImplemented;
  }

  minus(other: Value): Value {
    if (other instanceof TimeDelta) return PyDate.ofOrdinal(this.toordinal() - other.days);
    if (!(other instanceof PyDate) || other.constructor !== this.constructor) return notImplemented;
    return new TimeDelta(BigInt(this.toordinal() - other.toordinal()) * 86_400_000_000n);
  }

  /** Negative, zero or positive as this comes before, with or after another of its class; undefined for others. */
  protected compare(other: Value): number | undefined {
    if (!(other instanceof PyDate) || other.constructor !== this.constructor) return undefined;
    return this.toordinal() - other.toordinal();
  }

  equalTo(other: Value): Value {
    const order = this.compare(other);
    return order === undefined ? notImplemented : order === 0;
  }

  #ordered(other: Value, test: (order: number) => boolean): Value {
    const order = this.compare(other);
    return order === undefined ? notImplemented : test(order);
  }

  isLess(other: Value): Value {
    return this.#ordered(other, (order) => order < 0);
  }

  isNotGreater(other: Value): Value {
    return this.#ordered(other, (order) => order <= 0);
  }

  isGreater(other: Value): Value {
    return this.#ordered(other, (order) => order > 0);
  }

  isNotLess(other: Value): Value {
    return this.#ordered(other, (order) => order >= 0);
  }

  toString(): string {
    return this.isoFormat();
  }

  spelled(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
}
