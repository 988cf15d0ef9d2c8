import { isIntLike } from '../../expression/operators/number.js';
import { raise, typeError } from '../../expression/raise.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { Float, hashForm, isFloat, makeFloat, makeInt, notImplemented, Tuple, type Value } from '../../values/index.js';
import { quotientToDouble, toDyadic } from '../math/double.js';

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

/** A duration in whole microseconds: `datetime.timedelta`. */
export class TimeDelta {
  static readonly [exposed]: Exposed = {
    days: property(),
    seconds: property(),
    microseconds: property(),
    total_seconds: method().raw(),
    __add__: method('other').as('plus').raw(),
    __sub__: method('other').as('minus').raw(),
    __mul__: method('factor').as('times').raw(),
    __rmul__: method('factor').as('times').raw(),
    __truediv__: method('divisor').as('dividedBy').raw(),
    __floordiv__: method('divisor').as('wholeTimes').raw(),
    __mod__: method('divisor').as('rest').raw(),
    __divmod__: method('divisor').as('wholeAndRest').raw(),
    __neg__: method().as('negated').raw(),
    __pos__: method().as('itself').raw(),
    __abs__: method().as('size').raw(),
    __bool__: method().as('isTrue').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __lt__: method('other').as('isLess').raw(),
    __le__: method('other').as('isNotGreater').raw(),
    __gt__: method('other').as('isGreater').raw(),
    __ge__: method('other').as('isNotLess').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
  };

  constructor(readonly total: bigint) {
    const days = floorDivide(total, DAY);
    if (days > 999999999n || days < -999999999n) {
      raise('OverflowError', `days=${days}; must have magnitude <= 999999999`);
    }
  }

  get days(): number {
    return Number(floorDivide(this.total, DAY));
  }

  get seconds(): number {
    return Number(modulo(this.total, DAY) / SECOND);
  }

  get microseconds(): number {
    return Number(modulo(this.total, SECOND));
  }

  [hashForm](): Value {
    return new Tuple(['timedelta', makeInt(this.total)]);
  }

  totalSeconds(): Value {
    return makeFloat(quotientToDouble(this.total, SECOND));
  }

  plus(other: Value): Value {
    return other instanceof TimeDelta ? new TimeDelta(this.total + other.total) : notImplemented;
  }

  minus(other: Value): Value {
    return other instanceof TimeDelta ? new TimeDelta(this.total - other.total) : notImplemented;
  }

  times(factor: Value): Value {
    if (isIntLike(factor)) return new TimeDelta(this.total * BigInt(factor));
    const ratio = exactRatio(factor);
    return ratio ? new TimeDelta(nearestQuotient(this.total * ratio[0], ratio[1])) : notImplemented;
  }

  dividedBy(divisor: Value): Value {
    if (divisor instanceof TimeDelta) {
      if (divisor.total === 0n) raise('ZeroDivisionError', 'integer division or modulo by zero');
      const sign = divisor.total < 0n ? -1n : 1n;
      return makeFloat(quotientToDouble(sign * this.total, sign * divisor.total));
    }
    const ratio = isIntLike(divisor) ? ([BigInt(divisor), 1n] as const) : exactRatio(divisor);
    if (!ratio) return notImplemented;
    if (ratio[0] === 0n) raise('ZeroDivisionError', 'integer division or modulo by zero');
    return new TimeDelta(nearestQuotient(this.total * ratio[1], ratio[0]));
  }

  wholeTimes(divisor: Value): Value {
    if (divisor instanceof TimeDelta) {
      return makeInt(floorDivide(this.total, notZero(divisor.total)));
    }
    return isIntLike(divisor) ? new TimeDelta(floorDivide(this.total, notZero(BigInt(divisor)))) : notImplemented;
  }

  rest(divisor: Value): Value {
    return divisor instanceof TimeDelta ? new TimeDelta(modulo(this.total, notZero(divisor.total))) : notImplemented;
  }

  wholeAndRest(divisor: Value): Value {
    if (!(divisor instanceof TimeDelta)) return notImplemented;
    return new Tuple([this.wholeTimes(divisor), this.rest(divisor)]);
  }

  negated(): TimeDelta {
    return new TimeDelta(-this.total);
  }

  itself(): TimeDelta {
    return this;
  }

  size(): TimeDelta {
    return this.total < 0n ? this.negated() : this;
  }

  isTrue(): boolean {
    return this.total !== 0n;
  }

  equalTo(other: Value): Value {
    return other instanceof TimeDelta ? this.total === other.total : notImplemented;
  }

  isLess(other: Value): Value {
    return other instanceof TimeDelta ? this.total < other.total : notImplemented;
  }

  isNotGreater(other: Value): Value {
    return other instanceof TimeDelta ? this.total <= other.total : notImplemented;
  }

  isGreater(other: Value): Value {
    return other instanceof TimeDelta ? this.total > other.total : notImplemented;
  }

  isNotLess(other: Value): Value {
    return other instanceof TimeDelta ? this.total >= other.total : notImplemented;
  }

  toString(): string {
    const { days, seconds, microseconds } = this;
    const two = (value: number): string => String(value).padStart(2, '0');
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;
    return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${fraction}`;
  }

  spelled(): string {
    const parts = Object.entries({ days: this.days, seconds: this.seconds, microseconds: this.microseconds })
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => `${name}=${value}`);
    return `datetime.timedelta(${parts.join(', ') || '0'})`;
  }
}

function notZero(value: bigint): bigint {
  return value === 0n ? raise('ZeroDivisionError', 'integer division or modulo by zero') : value;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function modulo(a: bigint, b: bigint): bigint {
  return a - floorDivide(a, b) * b;
}

/** a / b to the nearest integer, ties to even. */
export function nearestQuotient(a: bigint, b: bigint): bigint {
  const [top, bottom] = b < 0n ? [-a, -b] : [a, b];
  const floor = floorDivide(top, bottom);
  const twice = 2n * (top - floor * bottom);
  if (twice > bottom || (twice === bottom && (floor & 1n) === 1n)) return floor + 1n;
  return floor;
}

/** A float as a fraction of integers; undefined for anything else. */
export function exactRatio(value: Value): readonly [numerator: bigint, denominator: bigint] | undefined {
  if (!isFloat(value)) return undefined;
  const float = value instanceof Float ? value.value : value;
  if (Number.isNaN(float)) raise('ValueError', 'cannot convert NaN to integer ratio');
  if (!Number.isFinite(float)) raise('OverflowError', 'cannot convert Infinity to integer ratio');
  const { mantissa, exponent } = toDyadic(float);
  return exponent >= 0 ? [mantissa << BigInt(exponent), 1n] : [mantissa, 1n << BigInt(-exponent)];
}

const units: Readonly<Record<string, bigint>> = {
  days: DAY,
  seconds: SECOND,
  microseconds: 1n,
  milliseconds: 1000n,
  minutes: 60n * SECOND,
  hours: 3600n * SECOND,
  weeks: 7n * DAY,
};

/** The duration of given amounts of each unit; fractions are rounded to microseconds once. */
export function makeTimeDelta(amounts: ReadonlyMap<string, Value>): TimeDelta {
  let whole = 0n;
  let top = 0n;
  let bottom = 1n;
  for (const [name, amount] of amounts) {
    const unit = units[name] ?? 0n;
    if (isIntLike(amount)) {
      whole += BigInt(amount) * unit;
      continue;
    }
    const ratio = exactRatio(amount) ?? typeError(`unsupported type for timedelta ${name} component`);
    // Sums of binary fractions stay exact over the larger denominator.
    top = top * ratio[1] + ratio[0] * unit * bottom;
    bottom *= ratio[1];
  }
  return new TimeDelta(whole + nearestQuotient(top, bottom));
}
