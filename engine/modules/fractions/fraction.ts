import { allocateInt } from '../../expression/budget.js';
import { asIndex } from '../../expression/callables/arguments.js';
import { binary } from '../../expression/operators/binary.js';
import { floatOf, isIntLike } from '../../expression/operators/number.js';
import { raise, typeError, valueError } from '../../expression/raise.js';
import type { BinaryOperator } from '../../expression/syntax/ast.js';
import { repr } from '../../expression/text/repr.js';
import { typeName } from '../../expression/types/type-name.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, isFloat, makeFloat, makeInt, notImplemented, Tuple, type Value } from '../../values/index.js';
import { exactRatio, floorDivide, nearestQuotient } from '../datetime/time-delta.js';
import { bitLength, quotientToDouble } from '../math/double.js';
import { gcd } from '../math/integers.js';

/** An exact ratio of integers in lowest terms: `fractions.Fraction`. */
export class Fraction {
  static readonly [exposed]: Exposed = {
    numerator: property('pythonNumerator').raw(),
    denominator: property('pythonDenominator').raw(),
    limit_denominator: method('max_denominator').raw(),
    as_integer_ratio: method().raw(),
    __add__: method('other').as('plus').raw(),
    __radd__: method('other').as('plus').raw(),
    __sub__: method('other').as('minus').raw(),
    __rsub__: method('other').as('minusFrom').raw(),
    __mul__: method('other').as('times').raw(),
    __rmul__: method('other').as('times').raw(),
    __truediv__: method('other').as('over').raw(),
    __rtruediv__: method('other').as('under').raw(),
    __floordiv__: method('other').as('wholeTimes').raw(),
    __mod__: method('other').as('rest').raw(),
    __pow__: method('exponent').as('power').raw(),
    __neg__: method().as('negated').raw(),
    __pos__: method().as('itself').raw(),
    __abs__: method().as('size').raw(),
    __eq__: method('other').as('equalTo').raw(),
    __lt__: method('other').as('isLess').raw(),
    __le__: method('other').as('isNotGreater').raw(),
    __gt__: method('other').as('isGreater').raw(),
    __ge__: method('other').as('isNotLess').raw(),
    __bool__: method().as('isTrue').raw(),
    __int__: method().as('truncated').raw(),
    __trunc__: method().as('truncated').raw(),
    __floor__: method().as('floor').raw(),
    __ceil__: method().as('ceiling').raw(),
    __round__: method('ndigits').as('rounded').raw(),
    __float__: method().as('float').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
  };

  readonly numerator: bigint;
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator = 1n) {
    if (denominator === 0n) raise('ZeroDivisionError', `Fraction(${numerator}, 0)`);
    const shared = gcd(numerator, denominator) * (denominator < 0n ? -1n : 1n);
    this.numerator = numerator / shared;
    this.denominator = denominator / shared;
  }

  /** The exact value of an int, a float or a fraction; undefined for anything else. */
  static of(value: Value): Fraction | undefined {
    if (value instanceof Fraction) return value;
    if (isIntLike(value)) return new Fraction(BigInt(asIndex(value)));
    const ratio = exactRatio(value);
    return ratio && new Fraction(...ratio);
  }

  get pythonNumerator(): Value {
    return makeInt(this.numerator);
  }

  get pythonDenominator(): Value {
    return makeInt(this.denominator);
  }

  [hashForm](): Value {
    if (this.denominator === 1n) return makeInt(this.numerator);
    const float = quotientToDouble(this.numerator, this.denominator);
    const exact = exactRatio(float);
    const same = exact && exact[0] * this.denominator === this.numerator * exact[1];
    return same ? float : new Tuple(['fraction', makeInt(this.numerator), makeInt(this.denominator)]);
  }

  asIntegerRatio(): Tuple {
    return new Tuple([this.pythonNumerator, this.pythonDenominator]);
  }

  float(): Value {
    return makeFloat(quotientToDouble(this.numerator, this.denominator));
  }

  /** An exact operation with an int or a fraction; with a float, that of floats. */
  #combined(other: Value, operator: BinaryOperator, exact: (b: Fraction) => Value, reflected = false): Value {
    if (isFloat(other)) {
      const own = this.float();
      return reflected ? binary(operator, other, own) : binary(operator, own, other);
    }
    const fraction = Fraction.of(other);
    return fraction ? exact(fraction) : notImplemented;
  }

  plus(other: Value): Value {
    return this.#combined(other, '+', (b) => this.add(b));
  }

  minus(other: Value): Value {
    return this.#combined(other, '-', (b) => this.add(b.negated()));
  }

  minusFrom(other: Value): Value {
    return this.#combined(other, '-', (b) => b.add(this.negated()), true);
  }

  times(other: Value): Value {
    return this.#combined(
      other,
      '*',
      (b) => new Fraction(this.numerator * b.numerator, this.denominator * b.denominator),
    );
  }

  over(other: Value): Value {
    return this.#combined(
      other,
      '/',
      (b) => new Fraction(this.numerator * b.denominator, this.denominator * b.numerator),
    );
  }

  under(other: Value): Value {
    return this.#combined(
      other,
      '/',
      (b) => new Fraction(b.numerator * this.denominator, b.denominator * this.numerator),
      true,
    );
  }

  wholeTimes(other: Value): Value {
    return this.#combined(other, '//', (b) => {
      if (b.numerator === 0n) raise('ZeroDivisionError', 'division by zero');
      return makeInt(floorDivide(this.numerator * b.denominator, this.denominator * b.numerator));
    });
  }

  rest(other: Value): Value {
    return this.#combined(other, '%', (b) => {
      if (b.numerator === 0n) raise('ZeroDivisionError', 'division by zero');
      const times = floorDivide(this.numerator * b.denominator, this.denominator * b.numerator);
      return this.add(new Fraction(-times * b.numerator, b.denominator));
    });
  }

  power(exponent: Value): Value {
    if (!isIntLike(exponent)) {
      const fraction = exponent instanceof Fraction ? exponent : undefined;
      if (fraction?.denominator === 1n) return this.power(makeInt(fraction.numerator));
      return binary('**', this.float(), fraction ? fraction.float() : exponent);
    }
    const n = BigInt(exponent);
    const bits = Math.max(
      bitLength(this.numerator < 0n ? -this.numerator : this.numerator),
      bitLength(this.denominator),
    );
    allocateInt(bits * Math.abs(Number(n)));
    if (n >= 0n) return new Fraction(this.numerator ** n, this.denominator ** n);
    return new Fraction(this.denominator ** -n, this.numerator ** -n);
  }

  add(other: Fraction): Fraction {
    return new Fraction(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  negated(): Fraction {
    return new Fraction(-this.numerator, this.denominator);
  }

  itself(): Fraction {
    return this;
  }

  size(): Fraction {
    return this.numerator < 0n ? this.negated() : this;
  }

  isTrue(): boolean {
    return this.numerator !== 0n;
  }

  #order(other: Value, test: (order: number) => boolean): Value {
    if (isFloat(other) && !Number.isFinite(floatOf(other))) return test(-floatOf(other));
    const fraction = Fraction.of(other);
    if (!fraction) return notImplemented;
    const difference = this.add(fraction.negated()).numerator;
    return test(difference < 0n ? -1 : difference > 0n ? 1 : 0);
  }

  equalTo(other: Value): Value {
    return this.#order(other, (order) => order === 0);
  }

  isLess(other: Value): Value {
    return this.#order(other, (order) => order < 0);
  }

  isNotGreater(other: Value): Value {
    return this.#order(other, (order) => order <= 0);
  }

  isGreater(other: Value): Value {
    return this.#order(other, (order) => order > 0);
  }

  isNotLess(other: Value): Value {
    return this.#order(other, (order) => order >= 0);
  }

  truncated(): Value {
    return makeInt(this.numerator / this.denominator);
  }

  floor(): Value {
    return makeInt(floorDivide(this.numerator, this.denominator));
  }

  ceiling(): Value {
    return makeInt(-floorDivide(-this.numerator, this.denominator));
  }

  rounded(digits: Value = null): Value {
    if (digits === null || digits === undefined) return makeInt(nearestQuotient(this.numerator, this.denominator));
    const places = BigInt(asIndex(digits));
    const unit = 10n ** (places < 0n ? -places : places);
    if (places >= 0n) return new Fraction(nearestQuotient(this.numerator * unit, this.denominator), unit);
    return new Fraction(nearestQuotient(this.numerator, this.denominator * unit) * unit);
  }

  /** The nearest fraction whose denominator is not larger. */
  limitDenominator(largest: Value = 1000000): Fraction {
    const limit = BigInt(asIndex(largest));
    if (limit < 1n) valueError('max_denominator should be at least 1');
    if (this.denominator <= limit) return this;
    let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
    let [n, d] = [this.numerator, this.denominator];
    for (;;) {
      const a = floorDivide(n, d);
      const q2 = q0 + a * q1;
      if (q2 > limit) break;
      [p0, q0, p1, q1] = [p1, q1, p0 + a * p1, q2];
      [n, d] = [d, n - a * d];
    }
    const k = (limit - q0) / q1;
    const near = new Fraction(p0 + k * p1, q0 + k * q1);
    const other = new Fraction(p1, q1);
    const distance = (one: Fraction): Fraction => one.add(this.negated()).size();
    return distance(other).isNotGreater(distance(near)) === true ? other : near;
  }

  toString(): string {
    return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
  }

  spelled(): string {
    return `Fraction(${this.numerator}, ${this.denominator})`;
  }
}

/** Reads `3/4`, `-1.25`, `1e-3`. @throws ValueError */
export function parseFraction(text: string): Fraction {
  const found =
    /^\s*([-+]?)(?=\d|\.\d)(\d*|\d+(?:_\d+)*)(?:\/(\d+(?:_\d+)*)|(?:\.(\d*))?(?:[eE]([-+]?\d+))?)?\s*$/.exec(text);
  if (!found) valueError(`Invalid literal for Fraction: ${repr(text)}`);
  const [, sign, whole = '', denominator, decimals = '', exponent = '0'] = found;
  const plain = BigInt((whole.replaceAll('_', '') || '0') + decimals);
  const signed = sign === '-' ? -plain : plain;
  if (denominator !== undefined) return new Fraction(signed, BigInt(denominator.replaceAll('_', '')));
  const scale = Number(exponent) - decimals.length;
  return scale >= 0 ? new Fraction(signed * 10n ** BigInt(scale)) : new Fraction(signed, 10n ** BigInt(-scale));
}

/** `Fraction(…)`. */
export function makeFraction(numerator: Value, denominator: Value): Fraction {
  if (denominator === null) {
    if (typeof numerator === 'string') return parseFraction(numerator);
    return Fraction.of(numerator) ?? typeError('argument should be a string or a Rational instance');
  }
  const parts = [numerator, denominator].map((part) => (isFloat(part) ? undefined : Fraction.of(part)));
  const [top, bottom] = parts;
  if (!top || !bottom) typeError(`both arguments should be Rational instances, not ${typeName(numerator)}`);
  return new Fraction(top.numerator * bottom.denominator, top.denominator * bottom.numerator);
}
