/** How one array is walked through: from where, and how many elements further for each step along each axis. */
export interface Walk {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** More axes than this the kernels do not take. */
export const mostAxes = 16;

/** The strides of an array in C order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

/** A whole array in C order. */
export function whole(shape: readonly number[]): Walk {
  return { offset: 0, strides: stridesOf(shape) };
}

/** An array of `shape` repeated to `wide`, as NumPy broadcasts it. */
export function repeated(shape: readonly number[], wide: readonly number[]): Walk {
  const strides = stridesOf(shape);
  const missing = wide.length - shape.length;
  return {
    offset: 0,
    strides: wide.map((_, axis) =>
      axis < missing || shape[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0),
    ),
  };
}

/** What `kernels/arrays-border.cc` reads as a grid; the first walk is that of the array to be written. */
export function packGrid(extents: readonly number[], walks: readonly Walk[]): Float64Array {
  const packed = new Float64Array(1 + extents.length + walks.length * (1 + extents.length));
  packed[0] = extents.length;
  packed.set(extents, 1);
  let at = 1 + extents.length;
  for (const { offset, strides } of walks) {
    packed[at] = offset;
    packed.set(strides, at + 1);
    at += 1 + extents.length;
  }
  return packed;
}
