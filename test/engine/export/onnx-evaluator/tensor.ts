/** A tensor of the evaluator: whatever its type, its elements are float64. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function tensor(shape: readonly number[], data: ArrayLike<number> = new Float64Array(product(shape))): Tensor {
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

export function product(numbers: readonly number[]): number {
  return numbers.reduce((result, factor) => result * factor, 1);
}

/** How far apart neighbours along each axis are in memory. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => product(shape.slice(axis + 1)));
}

/** A tensor whose elements are those of `x` at the places that `from` gives for places in `shape`; -1 for 0. */
export function gathered(x: Tensor, shape: readonly number[], from: (place: readonly number[]) => number): Tensor {
  const result = tensor(shape);
  const place = shape.map(() => 0);
  for (let to = 0; to < result.data.length; to++) {
    result.data[to] = x.data[from(place)] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (shape[axis] ?? 1)) break;
      place[axis] = 0;
    }
  }
  return result;
}

export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[axis - (rank - shape.length)] ?? 1);
    return extents.find((extent) => extent !== 1) ?? 1;
  });
}

export function expanded(x: Tensor, shape: readonly number[]): Tensor {
  if (x.shape.join() === shape.join()) return x;
  const lead = shape.length - x.shape.length;
  const strides = stridesOf(x.shape).map((stride, axis) => (x.shape[axis] === 1 ? 0 : stride));
  return gathered(x, shape, (place) =>
    strides.reduce((sum, stride, axis) => sum + stride * (place[lead + axis] ?? 0), 0),
  );
}

export function transposed(x: Tensor, permutation: readonly number[]): Tensor {
  const strides = stridesOf(x.shape);
  const moved = permutation.map((axis) => strides[axis] ?? 0);
  const shape = permutation.map((axis) => x.shape[axis] ?? 1);
  return gathered(x, shape, (place) => moved.reduce((sum, stride, axis) => sum + stride * (place[axis] ?? 0), 0));
}

export function mapped(x: Tensor, compute: (value: number) => number): Tensor {
  return tensor(x.shape, x.data.map(compute));
}

/** Along one axis: each row of `x` to one of `length` elements. */
export function alongAxis(
  x: Tensor,
  axis: number,
  length: number,
  compute: (row: Float64Array, result: Float64Array) => void,
): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const extent = x.shape[at] ?? 1;
  const inner = product(x.shape.slice(at + 1));
  const outer = product(x.shape.slice(0, at));
  const shape = x.shape.map((size, place) => (place === at ? length : size));
  const result = tensor(shape);
  const row = new Float64Array(extent);
  const out = new Float64Array(length);
  for (let before = 0; before < outer; before++) {
    for (let after = 0; after < inner; after++) {
      for (let k = 0; k < extent; k++) row[k] = x.data[(before * extent + k) * inner + after] ?? 0;
      compute(row, out);
      for (let k = 0; k < length; k++) result.data[(before * length + k) * inner + after] = out[k] ?? 0;
    }
  }
  return result;
}
