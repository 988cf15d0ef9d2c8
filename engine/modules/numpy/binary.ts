import { raise, typeError, valueError } from '../../expression/raise.js';
import { allocate, type DTypeName, NdArray } from '../../types/index.js';
import { power } from '../math/real.js';
import { kindOf } from './dtype-rules.js';
import { bringTo, commonDType, type Library, type Operand } from './operand.js';
import { broadcastShapes, sizeOf } from './shape.js';
import { broadcastTo } from './strided.js';

type NumberOperation = (a: number, b: number) => number;
type IntegerOperation = (a: bigint, b: bigint) => bigint;

/** An elementwise operation of two operands. */
interface BinaryOperation {
  /** Python's word for it in messages. */
  readonly ufunc: string;
  /** On floats and on integers of up to 32 bits; undefined where floats are refused. */
  readonly onNumbers?: NumberOperation;
  /** On floats, where that differs. */
  readonly onFloats?: NumberOperation;
  readonly onIntegers: IntegerOperation;
  /** The dtype both are brought to, from their common one. */
  readonly prepare?: (common: DTypeName, library: Library) => DTypeName;
  readonly refusesFloats?: boolean;
}

const boolToInt8 = (common: DTypeName): DTypeName => (common === 'bool' ? 'int8' : common);
const toFloat = (common: DTypeName, library: Library): DTypeName =>
  kindOf(common) === 'f' ? common : library === 'torch' ? 'float32' : 'float64';

function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const quotient = Math.floor(a / b);
  // a / b may have been rounded up to a whole number.
  const rest = a - quotient * b;
  return Number.isFinite(quotient) && rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient;
}

function floorModulo(a: number, b: number): number {
  const rest = a % b;
  if (rest !== 0) return rest < 0 !== b < 0 ? rest + b : rest;
  return b < 0 || Object.is(b, -0) ? -0 : rest === 0 ? 0 : rest;
}

const floorDivideIntegers: IntegerOperation = (a, b) => {
  if (b === 0n) return 0n;
  const quotient = a / b;
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
};

const floorModuloIntegers: IntegerOperation = (a, b) => {
  if (b === 0n) return 0n;
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
};

/** JavaScript's Math.max and Math.min refuse big integers. */
function pick(first: boolean, a: bigint, b: bigint): bigint {
  return first ? a : b;
}

/** Powers of integers, wrapped around to 64 bits on the way. */
const powerOfIntegers: IntegerOperation = (a, b) => {
  if (b < 0n) valueError('Integers to negative integer powers are not allowed.');
  let result = 1n;
  let base = a;
  for (let exponent = b; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
  }
  return result;
};

function powerOfFloats(a: number, b: number): number {
  if (a === 1) return 1;
  if (b === 2) return a * a;
  return a > 0 && Number.isFinite(a) && Number.isFinite(b) ? power(a, b) : a ** b;
}

const viaIntegers =
  (operation: IntegerOperation): NumberOperation =>
  (a, b) =>
    Number(BigInt.asIntN(64, operation(BigInt(a), BigInt(b))));

/** The operations of arrays by their ufunc's name. */
export const binaryOperations = {
  add: { ufunc: 'add', onNumbers: (a, b) => a + b, onIntegers: (a, b) => a + b },
  subtract: {
    ufunc: 'subtract',
    onNumbers: (a, b) => a - b,
    onIntegers: (a, b) => a - b,
    prepare: (common) =>
      common === 'bool'
        ? typeError(
            'numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.',
          )
        : common,
  },
  multiply: { ufunc: 'multiply', onFloats: (a, b) => a * b, onNumbers: Math.imul, onIntegers: (a, b) => a * b },
  divide: { ufunc: 'divide', onNumbers: (a, b) => a / b, onIntegers: (a) => a, prepare: toFloat },
  floor_divide: {
    ufunc: 'floor_divide',
    onFloats: floorDivide,
    onNumbers: (a, b) => (b === 0 ? 0 : Math.floor(a / b)),
    onIntegers: floorDivideIntegers,
    prepare: boolToInt8,
  },
  remainder: {
    ufunc: 'remainder',
    onFloats: floorModulo,
    onNumbers: (a, b) => (b === 0 ? 0 : floorModulo(a, b)),
    onIntegers: floorModuloIntegers,
    prepare: boolToInt8,
  },
  fmod: {
    ufunc: 'fmod',
    onFloats: (a, b) => a % b,
    onNumbers: (a, b) => (b === 0 ? 0 : a % b),
    onIntegers: (a, b) => (b === 0n ? 0n : a % b),
    prepare: boolToInt8,
  },
  power: {
    ufunc: 'power',
    onFloats: powerOfFloats,
    onNumbers: viaIntegers(powerOfIntegers),
    onIntegers: powerOfIntegers,
    prepare: boolToInt8,
  },
  arctan2: { ufunc: 'arctan2', onNumbers: Math.atan2, onIntegers: (a) => a, prepare: toFloat },
  hypot: { ufunc: 'hypot', onNumbers: Math.hypot, onIntegers: (a) => a, prepare: toFloat },
  copysign: {
    ufunc: 'copysign',
    onNumbers: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
    onIntegers: (a) => a,
    prepare: toFloat,
  },
  maximum: {
    ufunc: 'maximum',
    onNumbers: (a, b) => (Number.isNaN(a) || a >= b ? a : b),
    onIntegers: (a, b) => pick(a >= b, a, b),
  },
  minimum: {
    ufunc: 'minimum',
    onNumbers: (a, b) => (Number.isNaN(a) || a <= b ? a : b),
    onIntegers: (a, b) => pick(a <= b, a, b),
  },
  bitwise_and: { ufunc: 'bitwise_and', onNumbers: (a, b) => a & b, onIntegers: (a, b) => a & b, refusesFloats: true },
  bitwise_or: { ufunc: 'bitwise_or', onNumbers: (a, b) => a | b, onIntegers: (a, b) => a | b, refusesFloats: true },
  bitwise_xor: { ufunc: 'bitwise_xor', onNumbers: (a, b) => a ^ b, onIntegers: (a, b) => a ^ b, refusesFloats: true },
  left_shift: {
    ufunc: 'left_shift',
    onNumbers: (a, b) => (b < 0 || b > 31 ? 0 : a << b),
    onIntegers: (a, b) => (b < 0n || b > 63n ? 0n : a << b),
    prepare: boolToInt8,
    refusesFloats: true,
  },
  right_shift: {
    ufunc: 'right_shift',
    onNumbers: (a, b) => Math.floor(a / 2 ** (b < 0 || b > 64 ? 64 : b)),
    onIntegers: (a, b) => a >> (b < 0n || b > 63n ? 63n : b),
    prepare: boolToInt8,
    refusesFloats: true,
  },
} as const satisfies Readonly<Record<string, BinaryOperation>>;

export type BinaryName = keyof typeof binaryOperations;

/** `x op y`, element by element, broadcast. */
export function applyBinary(name: BinaryName, x: Operand, y: Operand, library: Library): NdArray {
  const operation: BinaryOperation = binaryOperations[name];
  const common = commonDType([x, y], library);
  if (operation.refusesFloats && kindOf(common) === 'f') {
    const words = `'${operation.ufunc}' not supported for the input types`;
    library === 'torch' ? raise('NotImplementedError', words) : typeError(`ufunc ${words}`);
  }
  if (library === 'torch') checkTorch(name, x, y, common);
  const dtype = operation.prepare?.(common, library) ?? common;
  const shape = broadcastShapes([x.array.shape, y.array.shape], library);
  const a = stretched(bringTo(x, dtype, library), shape);
  const b = stretched(bringTo(y, dtype, library), shape);
  const size = sizeOf(shape);
  const result = allocate(dtype, size);
  const target: ReturnType<typeof allocate> = result;
  const [left, right]: [ReturnType<typeof allocate>, ReturnType<typeof allocate>] = [a.data, b.data];
  if (target instanceof BigInt64Array) {
    if (left instanceof BigInt64Array && right instanceof BigInt64Array) {
      integerLoop(operation.onIntegers, left, right, target);
    }
  } else if (!(left instanceof BigInt64Array) && !(right instanceof BigInt64Array)) {
    const code = (kindOf(dtype) === 'f' ? operation.onFloats : undefined) ?? operation.onNumbers;
    if (code) numberLoop(code, left, right, target);
    if (dtype === 'bool') for (let i = 0; i < size; i++) target[i] = target[i] === 0 ? 0 : 1;
  }
  return new NdArray(result, shape, dtype);
}

/** What PyTorch refuses and NumPy does not, or in other words. */
function checkTorch(name: BinaryName, x: Operand, y: Operand, common: DTypeName): void {
  if (name === 'subtract' && (x.array.dtype === 'bool' || y.array.dtype === 'bool')) {
    raise('RuntimeError', 'Subtraction, the `-` operator, with a bool tensor is not supported.');
  }
  const divides = name === 'floor_divide' || name === 'remainder' || name === 'fmod';
  if (
    divides &&
    kindOf(common) !== 'f' &&
    Array.from<number | bigint>(y.array.data).some((element) => Number(element) === 0)
  ) {
    raise('RuntimeError', 'ZeroDivisionError');
  }
}

/** Stretched to the shape; a single element stays one, for the loops to repeat. */
function stretched<D extends DTypeName>(array: NdArray<D>, shape: readonly number[]): NdArray<D> {
  return array.size === 1 ? array : broadcastTo(array, shape);
}

type NumberArray = Exclude<ReturnType<typeof allocate>, BigInt64Array>;

function numberLoop(code: NumberOperation, left: NumberArray, right: NumberArray, target: NumberArray): void {
  const a = left.length === 1 ? 0 : 1;
  const b = right.length === 1 ? 0 : 1;
  for (let i = 0; i < target.length; i++) target[i] = code(left[i * a] ?? 0, right[i * b] ?? 0);
}

function integerLoop(code: IntegerOperation, left: BigInt64Array, right: BigInt64Array, target: BigInt64Array): void {
  const a = left.length === 1 ? 0 : 1;
  const b = right.length === 1 ? 0 : 1;
  for (let i = 0; i < target.length; i++) target[i] = code(left[i * a] ?? 0n, right[i * b] ?? 0n);
}

/** The comparisons, by their ufunc's name. */
export const comparisons = {
  equal: (order: number) => order === 0,
  not_equal: (order: number) => order !== 0,
  less: (order: number) => order < 0,
  less_equal: (order: number) => order <= 0,
  greater: (order: number) => order > 0,
  greater_equal: (order: number) => order >= 0,
} as const;

export type ComparisonName = keyof typeof comparisons;

/** `x op y` as bools. Python integers of any size compare exactly. */
export function applyComparison(name: ComparisonName, x: Operand, y: Operand, library: Library): NdArray<'bool'> {
  const test = comparisons[name];
  const common = commonDType([x, y], library);
  const shape = broadcastShapes([x.array.shape, y.array.shape], library);
  const size = sizeOf(shape);
  const target = allocate('bool', size);
  const onIntegers = kindOf(common) !== 'f';
  const left = comparable(x, onIntegers, common, shape, library);
  const right = comparable(y, onIntegers, common, shape, library);
  const a = left.length === 1 ? 0 : 1;
  const b = right.length === 1 ? 0 : 1;
  for (let i = 0; i < size; i++) {
    const l = left[i * a] ?? 0;
    const r = right[i * b] ?? 0;
    const order = l < r ? -1 : l > r ? 1 : Number.isNaN(l) || Number.isNaN(r) ? Number.NaN : 0;
    target[i] = (Number.isNaN(order) ? name === 'not_equal' : test(order)) ? 1 : 0;
  }
  return new NdArray(target, shape, 'bool');
}

/** What comparing reads: numbers, or bigints for int64 and for integers given in Python. */
function comparable(
  operand: Operand,
  onIntegers: boolean,
  common: DTypeName,
  shape: readonly number[],
  library: Library,
): ArrayLike<number | bigint> {
  if (operand.integer !== undefined && onIntegers) return [operand.integer];
  const array = onIntegers && operand.weak === undefined ? operand.array : bringTo(operand, common, library);
  return stretched(array, shape).data;
}

/** `x and y`, `x or y`, `x != y` of truth values, element by element. */
export function applyLogical(
  combine: (a: boolean, b: boolean) => boolean,
  x: Operand,
  y: Operand,
  library: Library,
): NdArray<'bool'> {
  const shape = broadcastShapes([x.array.shape, y.array.shape], library);
  const a = broadcastTo(bringTo({ array: x.array }, 'bool', library), shape).data;
  const b = broadcastTo(bringTo({ array: y.array }, 'bool', library), shape).data;
  const target = allocate('bool', a.length);
  for (let i = 0; i < target.length; i++) target[i] = combine(a[i] !== 0, b[i] !== 0) ? 1 : 0;
  return new NdArray(target, shape, 'bool');
}
