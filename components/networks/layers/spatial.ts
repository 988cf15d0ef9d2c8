/** A number for each spatial axis: PyTorch's `int | tuple[int, ...]`. */
export type PerAxis = number | readonly number[];

export type SpatialDims = 1 | 2 | 3;

/** `value` for each of `dims` axes. */
export function perAxis(value: PerAxis, dims: SpatialDims): number[] {
  if (typeof value === 'number') return Array<number>(dims).fill(value);
  return Array.from({ length: dims }, (_, axis) => value[axis] ?? value[value.length - 1] ?? 1);
}

export function product(numbers: readonly number[]): number {
  return numbers.reduce((result, factor) => result * factor, 1);
}
