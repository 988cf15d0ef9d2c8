import { valueError } from '../../expression/raise.js';
import { allocate, type DTypeName, NdArray } from '../../types/index.js';
import { type Shape, sizeOf, spellShape, stridesOf } from './shape.js';

/** A copy of the elements that `strides` and `offset` select, in row-major order of `shape`. */
export function gather<D extends DTypeName>(
  array: NdArray<D>,
  shape: Shape,
  strides: readonly number[],
  offset = 0,
): NdArray<D> {
  const size = sizeOf(shape);
  const result = allocate(array.dtype, size);
  if (size > 0) copyStrided(array.data, result, shape, strides, offset);
  return new NdArray(result, [...shape], array.dtype);
}

function copyStrided(
  source: ArrayLike<number> | ArrayLike<bigint>,
  target: { [index: number]: number | bigint },
  shape: Shape,
  strides: readonly number[],
  offset: number,
): void {
  const rank = shape.length;
  const inner = rank === 0 ? 1 : (shape[rank - 1] ?? 1);
  const step = rank === 0 ? 0 : (strides[rank - 1] ?? 0);
  const counter = new Array<number>(Math.max(rank - 1, 0)).fill(0);
  let from = offset;
  for (let to = 0; ; ) {
    for (let i = 0, at = from; i < inner; i++, at += step) target[to++] = source[at] ?? 0;
    let axis = rank - 2;
    for (; axis >= 0; axis--) {
      const next = (counter[axis] ?? 0) + 1;
      from += strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        counter[axis] = next;
        break;
      }
      from -= next * (strides[axis] ?? 0);
      counter[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The array stretched to `shape` by NumPy's broadcasting; the array itself where nothing changes. */
export function broadcastTo<D extends DTypeName>(array: NdArray<D>, shape: Shape): NdArray<D> {
  if (array.shape.length === shape.length && array.shape.every((extent, axis) => extent === shape[axis])) return array;
  const lead = shape.length - array.shape.length;
  const own = stridesOf(array.shape);
  const strides = shape.map((extent, axis) => {
    const mine = axis < lead ? 1 : (array.shape[axis - lead] ?? 1);
    if (lead < 0 || (mine !== 1 && mine !== extent)) {
      valueError(
        `operands could not be broadcast together with remapped shapes [original->remapped]: ${spellShape(array.shape)} and requested shape ${spellShape(shape)}`,
      );
    }
    return mine === 1 ? 0 : (own[axis - lead] ?? 0);
  });
  if (lead < 0) valueError('input operand has more dimensions than allowed by the axis remapping');
  return gather(array, shape, strides);
}

/** The array with its axes in another order. */
export function permuteAxes<D extends DTypeName>(array: NdArray<D>, axes: readonly number[]): NdArray<D> {
  const strides = stridesOf(array.shape);
  return gather(
    array,
    axes.map((axis) => array.shape[axis] ?? 1),
    axes.map((axis) => strides[axis] ?? 0),
  );
}
