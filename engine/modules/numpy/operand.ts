import { raise } from '../../expression/raise.js';
import { type DTypeName, NdArray } from '../../types/index.js';
import { Float, isInt, type Value } from '../../values/index.js';
import { arrayFromValues } from './create.js';
import { integerRange, kindOf, promoteNumpy, promoteTorch } from './dtype-rules.js';
import { cast, fromIntegers, fromNumbers } from './elements.js';

/** Whose rules an operation follows. */
export type Library = 'numpy' | 'torch';

/**
 * One operand of an arithmetic operation. A Python number is weak: it takes the dtype of the array it meets, as long as
 * that is of its kind or a higher one.
 */
export interface Operand {
  readonly array: NdArray;
  readonly weak?: 'bool' | 'int' | 'float';
  /** A weak integer as it is, for range checks. */
  readonly integer?: bigint;
}

/** An operand from a number, an array, or (nested) lists of them; undefined for anything else. */
export function operandOf(value: Value): Operand | undefined {
  if (value instanceof NdArray) return { array: value };
  if (typeof value === 'boolean') return { array: fromNumbers([value ? 1 : 0], 'bool', []), weak: 'bool' };
  if (isInt(value)) return { array: fromIntegers([BigInt(value)], []), weak: 'int', integer: BigInt(value) };
  if (typeof value === 'number') return { array: fromNumbers([value], 'float64', []), weak: 'float' };
  if (value instanceof Float) return { array: fromNumbers([value.value], 'float64', []), weak: 'float' };
  const array = arrayFromValues(value);
  return array && { array };
}

/** The dtype that operands are brought to before they meet. */
export function commonDType(operands: readonly Operand[], library: Library): DTypeName {
  const strong = operands.filter(({ weak }) => weak === undefined);
  let dtype = library === 'torch' ? strongTorch(strong) : strongNumpy(strong);
  const weakest = operands.map(({ weak }) => weak);
  if (weakest.includes('float')) {
    if (dtype === undefined || kindOf(dtype) !== 'f') dtype = library === 'torch' && dtype ? 'float32' : 'float64';
  } else if (weakest.includes('int')) {
    if (dtype === undefined || dtype === 'bool') dtype = 'int64';
  }
  return dtype ?? 'bool';
}

function strongNumpy(operands: readonly Operand[]): DTypeName | undefined {
  return operands.reduce<DTypeName | undefined>(
    (dtype, { array }) => (dtype === undefined ? array.dtype : promoteNumpy(dtype, array.dtype)),
    undefined,
  );
}

/** PyTorch lets a tensor without axes decide only when it is of a higher category than those with axes. */
function strongTorch(operands: readonly Operand[]): DTypeName | undefined {
  const promote = (some: readonly Operand[]) =>
    some.reduce<DTypeName | undefined>(
      (dtype, { array }) => (dtype === undefined ? array.dtype : promoteTorch(dtype, array.dtype)),
      undefined,
    );
  const withAxes = promote(operands.filter(({ array }) => array.shape.length > 0));
  const without = promote(operands.filter(({ array }) => array.shape.length === 0));
  if (withAxes === undefined || without === undefined) return withAxes ?? without;
  const rank = { b: 0, u: 1, i: 1, f: 2 } as const;
  return rank[kindOf(without)] > rank[kindOf(withAxes)] ? without : withAxes;
}

/** The operand's elements as `dtype`. @throws OverflowError for a Python int that does not fit */
export function bringTo<D extends DTypeName>({ array, integer }: Operand, dtype: D, library: Library): NdArray<D> {
  if (integer !== undefined && library === 'numpy' && kindOf(dtype) !== 'f' && dtype !== 'bool') {
    const [low, high] = integerRange(dtype);
    if (integer < low || integer > high) {
      raise('OverflowError', `Python integer ${integer} out of bounds for ${dtype}`);
    }
  }
  if (integer !== undefined && kindOf(dtype) === 'f') return fromNumbers([Number(integer)], dtype, []);
  return hasDType(array, dtype) ? array : cast(array, dtype);
}

function hasDType<D extends DTypeName>(array: NdArray, dtype: D): array is NdArray<D> {
  return array.dtype === dtype;
}
