import { allocate } from '../../expression/budget.js';
import { raise, valueError } from '../../expression/raise.js';
import { tooLarge } from '../too-large.js';

export type Shape = readonly number[];

/** Arrays beyond this many elements are refused: an expression should not fill the memory. */
const MAX_ELEMENTS = 2 ** 28;

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) {
    if (extent < 0) valueError('negative dimensions are not allowed');
    size *= extent;
  }
  if (size > MAX_ELEMENTS) tooLarge();
  allocate(8 * size);
  return size;
}

/** Elements between neighbours along each axis, in row-major order. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/** Python's spelling of a shape: `(2, 3)`, `(2,)`. */
export function spellShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** The common shape of operands. @throws ValueError; RuntimeError as PyTorch */
export function broadcastShapes(shapes: readonly Shape[], library: 'numpy' | 'torch' = 'numpy'): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const axis = rank - shape.length + i;
      const extent = shape[i] ?? 1;
      if (extent === 1 || result[axis] === extent) continue;
      if (result[axis] !== 1) {
        if (library === 'torch') {
          raise(
            'RuntimeError',
            `The size of tensor a (${result[axis]}) must match the size of tensor b (${extent}) at non-singleton dimension ${axis}`,
          );
        }
        const spelled = shapes.map(spellShape).join(' ');
        valueError(`operands could not be broadcast together with shapes ${spelled} `);
      }
      result[axis] = extent;
    }
  }
  return result;
}

/** A possibly negative axis as an index. @throws AxisError */
export function normalAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) {
    raise('AxisError', `axis ${axis} is out of bounds for array of dimension ${rank}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** A shape with at most one -1, resolved for `size` elements. @throws ValueError */
export function resolveShape(shape: Shape, size: number): number[] {
  const unknown = shape.filter((extent) => extent < 0).length;
  if (unknown > 1) valueError('can only specify one unknown dimension');
  const known = shape.reduce((product, extent) => (extent < 0 ? product : product * extent), 1);
  const resolved = shape.map((extent) => (extent < 0 ? (known === 0 ? 0 : size / known) : extent));
  const total = resolved.reduce((product, extent) => product * extent, 1);
  if (total !== size || resolved.some((extent) => !Number.isInteger(extent))) {
    valueError(`cannot reshape array of size ${size} into shape ${spellShape(shape)}`);
  }
  return resolved;
}
