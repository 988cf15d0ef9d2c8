/** Square matrices, row-major: affines from voxel to world. */
export type Matrix = readonly number[];

/** The n×n identity. */
export function identity(n: number): number[] {
  return Array.from({ length: n * n }, (_, index) => (index % (n + 1) === 0 ? 1 : 0));
}

/** The affine of an image in a space of its own. */
export const plainAffine: Matrix = Object.freeze(identity(4));

/** The side of a square matrix. */
export function side(matrix: Matrix): number {
  return Math.round(Math.sqrt(matrix.length));
}

export function multiply(a: Matrix, b: Matrix): number[] {
  const n = side(a);
  const product = new Array<number>(n * n).fill(0);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (a[row * n + k] ?? 0) * (b[k * n + column] ?? 0);
      product[row * n + column] = sum;
    }
  }
  return product;
}

/** The affine of an image, 4×4 identity by default. */
export function affineOf(meta: { readonly affine?: Matrix }): Matrix {
  return meta.affine ?? plainAffine;
}

/** A shift by `offsets` in the first axes of an n×n affine. */
export function translation(n: number, offsets: readonly number[]): number[] {
  const matrix = identity(n);
  offsets.slice(0, n - 1).forEach((offset, axis) => {
    matrix[axis * n + n - 1] = offset;
  });
  return matrix;
}

/** The affine of an image after reversing spatial `axes` (0-based) of spatial shape `shape`. */
export function flippedAffine(affine: Matrix, shape: readonly number[], axes: readonly number[]): number[] {
  const n = side(affine);
  const flip = identity(n);
  for (const axis of axes) {
    if (axis >= n - 1) continue;
    flip[axis * n + axis] = -(flip[axis * n + axis] ?? 1);
    flip[axis * n + n - 1] = (shape[axis] ?? 1) - 1;
  }
  return multiply(affine, flip);
}

/**
 * The affine of an image after `k` quarter turns from spatial axis `first` towards `second` (0-based), about the centre of
 * its spatial shape `shape`.
 */
export function rotatedAffine(
  affine: Matrix,
  shape: readonly number[],
  k: number,
  first: number,
  second: number,
): number[] {
  const n = side(affine);
  const turned = [...shape];
  if (k % 2 === 1) {
    turned[first] = shape[second] ?? 1;
    turned[second] = shape[first] ?? 1;
  }
  let matrix: Matrix = translation(
    n,
    turned.map((extent) => -(extent - 1) / 2),
  );
  const quarter = quarterTurn(n, shape.length, first, second);
  for (let turn = 0; turn < k; turn++) matrix = multiply(quarter, matrix);
  const back = translation(
    n,
    shape.map((extent) => (extent - 1) / 2),
  );
  return multiply(affine, multiply(back, matrix));
}

/** A turn by 90 degrees in the plane of two spatial axes, with MONAI's sense of rotation. */
function quarterTurn(n: number, spatialRank: number, first: number, second: number): number[] {
  const difference = first - second;
  const angle = (difference === -1 || difference === 2 ? -1 : 1) * (Math.PI / 2);
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const matrix = identity(n);
  const [a, b] = [Math.min(first, second), Math.max(first, second)];
  if (b >= n - 1) return matrix;
  // About the middle of three axes the sine changes sign: the plane is (third, first).
  const turn = spatialRank > 2 && a === 0 && b === 2 ? -sine : sine;
  matrix[a * n + a] = cosine;
  matrix[a * n + b] = -turn;
  matrix[b * n + a] = turn;
  matrix[b * n + b] = cosine;
  return matrix;
}
