import { Complex, Float, type Int, isFloat, makeFloat, makeInt, Tuple, type Value } from '../../values/index.js';
import { asDouble } from '../callables/arguments.js';
import { data, methods, statics } from '../callables/members.js';
import { bytesOf } from '../operators/equality.js';
import { callExposed } from '../operators/exposed-operation.js';
import { complexOf, float, floatOf, isIntLike, Rank, rankOf } from '../operators/number.js';
import { overflowError, typeError, valueError } from '../raise.js';
import { hexOfFloat, parseHexFloat } from '../text/hex-float.js';
import { parseComplex, parseFloating } from '../text/parse-number.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { typeName } from './type-name.js';

type FloatValue = number | Float;

const owner = { name: 'float', is: (value: Value): value is FloatValue => isFloat(value) };

export const floatType: PyType = new PyType({
  name: 'float',
  base: objectType,
  accepts: isFloat,
  construct: ['x=0, /', (args) => makeFloating(args.at(0))],
  members: [
    ...methods<FloatValue>(owner, {
      is_integer: ['', (self) => Number.isInteger(floatOf(self))],
      conjugate: ['', (self) => self],
      hex: ['', (self) => hexOfFloat(floatOf(self))],
      as_integer_ratio: ['', (self) => new Tuple(integerRatio(floatOf(self)))],
    }),
    ...data<FloatValue>(owner, { real: (self) => self, imag: () => new Float(0) }),
    ...statics(owner, { fromhex: ['string, /', (args) => float(parseHexFloat(args.text(0)))] }),
  ],
});

function makeFloating(value: Value): Value {
  if (isFloat(value)) return value;
  if (isIntLike(value)) return makeFloat(floatOf(value));
  if (typeof value === 'string') return float(parseFloating(value));
  const bytes = bytesOf(value);
  if (bytes) return float(parseFloating(Buffer.from(bytes).toString('latin1')));
  const own = callExposed(value, '__float__') ?? callExposed(value, '__index__');
  if (own !== undefined && (isFloat(own) || isIntLike(own))) return makeFloat(floatOf(own));
  typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
}

/** The fraction that a float is, in lowest terms. */
export function integerRatio(value: number): [numerator: Int, denominator: Int] {
  if (Number.isNaN(value)) valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) overflowError('cannot convert Infinity to integer ratio');
  let numerator = value;
  let doublings = 0n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    doublings++;
  }
  return [makeInt(numerator), makeInt(1n << doublings)];
}

const complexOwner = { name: 'complex', is: (value: Value): value is Complex => value instanceof Complex };

export const complexType: PyType = new PyType({
  name: 'complex',
  base: objectType,
  accepts: (value) => value instanceof Complex,
  construct: [
    'real?, imag?',
    (args) => makeComplex(args.has(0) ? args.at(0) : 0, args.has(1) ? args.at(1) : undefined),
  ],
  members: [
    ...methods<Complex>(complexOwner, {
      conjugate: ['', (self) => new Complex(self.real, -self.imaginary)],
    }),
    ...data<Complex>(complexOwner, {
      real: (self) => float(self.real),
      imag: (self) => float(self.imaginary),
    }),
  ],
});

function makeComplex(real: Value, imaginary: Value | undefined): Complex {
  if (typeof real === 'string') {
    if (imaginary !== undefined) typeError("complex() can't take second arg if first is a string");
    return parseComplex(real);
  }
  if (typeof imaginary === 'string') typeError("complex() second arg can't be a string");
  const first = complexPart(real, 'first argument must be a string or a number');
  if (imaginary === undefined) return first;
  const second = complexPart(imaginary, 'second argument must be a number');
  return new Complex(first.real - second.imaginary, first.imaginary + second.real);
}

function complexPart(value: Value, wanted: string): Complex {
  if (rankOf(value) !== Rank.none) return complexOf(value);
  if (value !== null && typeof value === 'object' && callExposed(value, '__float__') !== undefined) {
    return new Complex(asDouble(value), 0);
  }
  typeError(`complex() ${wanted}, not '${typeName(value)}'`);
}
