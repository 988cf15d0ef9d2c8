import { valueError } from '../../expression/raise.js';
import { type Exposed, exposed, method } from '../../registry/exposed.js';
import { hashForm, Tuple, type Value } from '../../values/index.js';
import { spellOffset } from './strftime.js';
import { TimeDelta } from './time-delta.js';

/** A fixed distance from UTC: `datetime.timezone`. */
export class TimeZone {
  static readonly [exposed]: Exposed = {
    utcoffset: method('dt').raw(),
    tzname: method('dt').raw(),
    dst: method('dt').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
  };

  constructor(
    /** Minutes east of Greenwich. */
    readonly offset: number,
    readonly given: string | null = null,
  ) {
    if (Math.abs(offset) >= 1440) {
      valueError('offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).');
    }
  }

  [hashForm](): Value {
    return new Tuple(['timezone', this.offset]);
  }

  utcoffset(): TimeDelta {
    return new TimeDelta(BigInt(this.offset) * 60_000_000n);
  }

  tzname(): string {
    return this.toString();
  }

  dst(): null {
    return null;
  }

  equalTo(other: Value): boolean {
    return other instanceof TimeZone && other.offset === this.offset;
  }

  toString(): string {
    return this.given ?? (this.offset === 0 ? 'UTC' : `UTC${spellOffset(this.offset, ':')}`);
  }

  spelled(): string {
    if (this === utc) return 'datetime.timezone.utc';
    const name = this.given === null ? '' : `, '${this.given}'`;
    return `datetime.timezone(${this.utcoffset().spelled()}${name})`;
  }
}

export const utc = new TimeZone(0);
