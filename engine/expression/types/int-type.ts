import { bitLength, type Int, makeInt, Tuple, type Value } from '../../values/index.js';
import { allocate, allocateInt } from '../budget.js';
import { type Arguments, asIndex } from '../callables/arguments.js';
import { data, methods, statics } from '../callables/members.js';
import { bytesOf } from '../operators/equality.js';
import { callExposed } from '../operators/exposed-operation.js';
import { floatToInt } from '../operators/float-to-int.js';
import { isIterable, listOf } from '../operators/iterate.js';
import { floatOf, intOf, isIntLike, Rank, rankOf } from '../operators/number.js';
import { truthy } from '../operators/truth.js';
import { overflowError, typeError, valueError } from '../raise.js';
import { parseInteger } from '../text/parse-number.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { typeName } from './type-name.js';

type IntLike = number | bigint | boolean;

const owner = { name: 'int', is: (value: Value): value is IntLike => isIntLike(value) };

export const intType: PyType = new PyType({
  name: 'int',
  base: objectType,
  accepts: isIntLike,
  construct: ['x?, /, base?', (args) => makeInteger(args)],
  members: [
    ...methods<IntLike>(owner, {
      bit_length: ['', (self) => bitLength(intOf(self))],
      bit_count: ['', (self) => countOnes(intOf(self))],
      conjugate: ['', (self) => intOf(self)],
      as_integer_ratio: ['', (self) => new Tuple([intOf(self), 1])],
      to_bytes: ["length=1, byteorder='big', *, signed=False", (self, args) => toBytes(intOf(self), args)],
    }),
    ...data<IntLike>(owner, {
      real: (self) => intOf(self),
      imag: () => 0,
      numerator: (self) => intOf(self),
      denominator: () => 1,
    }),
    ...statics(owner, {
      from_bytes: ["bytes, byteorder='big', *, signed=False", (args) => fromBytes(args)],
    }),
  ],
});

export const boolType: PyType = new PyType({
  name: 'bool',
  base: intType,
  accepts: (value) => typeof value === 'boolean',
  construct: ['x=False, /', (args) => truthy(args.at(0))],
});

function makeInteger(args: Arguments): Int {
  const value = args.at(0);
  if (!args.has(0)) return args.has(1) ? typeError('int() missing string argument') : 0;
  if (args.has(1)) {
    const base = Number(asIndex(args.at(1)));
    const source = sourceOf(value);
    if (source === undefined) typeError("int() can't convert non-string with explicit base");
    return parseInteger(source, base);
  }
  switch (rankOf(value)) {
    case Rank.int:
      return intOf(value);
    case Rank.float:
      return floatToInt(floatOf(value));
    default:
  }
  const source = sourceOf(value);
  if (source !== undefined) return parseInteger(source, 10);
  for (const name of ['__int__', '__index__', '__trunc__']) {
    const result = callExposed(value, name);
    if (result !== undefined && isIntLike(result)) return intOf(result);
  }
  typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

/** The text that a string or bytes hold. */
function sourceOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  const bytes = bytesOf(value);
  return bytes && Buffer.from(bytes).toString('latin1');
}

function countOnes(value: Int): number {
  const bits = (value < 0 ? -BigInt(value) : BigInt(value)).toString(2);
  return bits.replaceAll('0', '').length;
}

function byteOrder(args: Arguments, index: number): 'big' | 'little' {
  const order = args.text(index);
  return order === 'big' || order === 'little' ? order : valueError("byteorder must be either 'little' or 'big'");
}

function toBytes(value: Int, args: Arguments): Uint8Array {
  const length = args.size(0);
  const order = byteOrder(args, 1);
  const isSigned = args.isTrue(2);
  if (length < 0) valueError('length argument must be non-negative');
  if (value < 0 && !isSigned) overflowError("can't convert negative int to unsigned");
  allocate(length);
  const room = 8 * length;
  const needed = isSigned ? bitLength(value < 0 ? makeInt(-BigInt(value) - 1n) : value) + 1 : bitLength(value);
  if (needed > room && !(value === 0 && length === 0)) overflowError('int too big to convert');
  const bits = BigInt.asUintN(room, BigInt(value));
  const hex = length === 0 ? '' : bits.toString(16).padStart(2 * length, '0');
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
  return order === 'little' ? bytes.reverse() : bytes;
}

function fromBytes(args: Arguments): Int {
  const order = byteOrder(args, 1);
  const bytes = readBytes(args.at(0));
  allocateInt(8 * bytes.length);
  const ordered = order === 'little' ? [...bytes].reverse() : [...bytes];
  if (ordered.length === 0) return 0;
  const bits = BigInt(`0x${Buffer.from(ordered).toString('hex')}`);
  return makeInt(args.isTrue(2) ? BigInt.asIntN(8 * ordered.length, bits) : bits);
}

function readBytes(value: Value): Uint8Array {
  const bytes = bytesOf(value);
  if (bytes) return bytes;
  if (typeof value === 'string' || !isIterable(value)) typeError(`cannot convert '${typeName(value)}' object to bytes`);
  return Uint8Array.from(listOf(value), (item) => {
    const byte = asIndex(item);
    return byte < 0 || byte > 255 ? valueError('bytes must be in range(0, 256)') : Number(byte);
  });
}
