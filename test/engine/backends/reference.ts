/** Plain loops in float64, for the contract suite to compare with. All arrays are channels-last and row-major. */

export interface Volume {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface Movement {
  readonly strides: readonly number[];
  readonly padding: readonly number[];
  readonly dilations: readonly number[];
}

/** Numbers in [-1, 1) that repeat for the same seed. */
export function pattern(shape: readonly number[], seed: number): Volume {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const scrambled = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    data[index] = Math.fround(2 * (scrambled - Math.floor(scrambled)) - 1);
  }
  return { shape, data };
}

/** Calls `visit` with the flat indices of every product that a convolution adds up. */
function eachProduct(
  xShape: readonly number[],
  filterShape: readonly number[],
  yShape: readonly number[],
  { strides, padding, dilations }: Movement,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const axes = xShape.length - 2;
  const three = (values: readonly number[], fill: number) => [...Array<number>(3 - axes).fill(fill), ...values];
  const [inD = 1, inH = 1, inW = 1] = three(xShape.slice(1, -1), 1);
  const [outD = 1, outH = 1, outW = 1] = three(yShape.slice(1, -1), 1);
  const [kD = 1, kH = 1, kW = 1] = three(filterShape.slice(0, -2), 1);
  const [sD = 1, sH = 1, sW = 1] = three(strides, 1);
  const [pD = 0, pH = 0, pW = 0] = three(padding, 0);
  const [dD = 1, dH = 1, dW = 1] = three(dilations, 1);
  const n = xShape[0] ?? 1;
  const c = xShape[xShape.length - 1] ?? 1;
  const k = yShape[yShape.length - 1] ?? 1;
  for (let b = 0; b < n; b++)
    for (let oz = 0; oz < outD; oz++)
      for (let oy = 0; oy < outH; oy++)
        for (let ox = 0; ox < outW; ox++)
          for (let fz = 0; fz < kD; fz++)
            for (let fy = 0; fy < kH; fy++)
              for (let fx = 0; fx < kW; fx++) {
                const z = oz * sD - pD + fz * dD;
                const y = oy * sH - pH + fy * dH;
                const x = ox * sW - pW + fx * dW;
                if (z < 0 || z >= inD || y < 0 || y >= inH || x < 0 || x >= inW) continue;
                const from = (((b * inD + z) * inH + y) * inW + x) * c;
                const to = (((b * outD + oz) * outH + oy) * outW + ox) * k;
                const tap = ((fz * kH + fy) * kW + fx) * c * k;
                for (let i = 0; i < c; i++) for (let o = 0; o < k; o++) visit(from + i, tap + i * k + o, to + o);
              }
}

export function outputShape(xShape: readonly number[], filterShape: readonly number[], movement: Movement): number[] {
  const spatial = xShape.slice(1, -1).map((extent, axis) => {
    const reach = (movement.dilations[axis] ?? 1) * ((filterShape[axis] ?? 1) - 1);
    return Math.floor((extent + 2 * (movement.padding[axis] ?? 0) - reach - 1) / (movement.strides[axis] ?? 1)) + 1;
  });
  return [xShape[0] ?? 1, ...spatial, filterShape[filterShape.length - 1] ?? 1];
}

export function convolve(x: Volume, filter: Volume, movement: Movement): Volume {
  const shape = outputShape(x.shape, filter.shape, movement);
  const y = new Float64Array(shape.reduce((product, extent) => product * extent, 1));
  eachProduct(x.shape, filter.shape, shape, movement, (i, f, o) => {
    y[o] = (y[o] ?? 0) + (x.data[i] ?? 0) * (filter.data[f] ?? 0);
  });
  return { shape, data: y };
}

export function inputGradient(xShape: readonly number[], filter: Volume, dy: Volume, movement: Movement): Volume {
  const dx = new Float64Array(xShape.reduce((product, extent) => product * extent, 1));
  eachProduct(xShape, filter.shape, dy.shape, movement, (i, f, o) => {
    dx[i] = (dx[i] ?? 0) + (dy.data[o] ?? 0) * (filter.data[f] ?? 0);
  });
  return { shape: xShape, data: dx };
}

export function filterGradient(x: Volume, filterShape: readonly number[], dy: Volume, movement: Movement): Volume {
  const gradient = new Float64Array(filterShape.reduce((product, extent) => product * extent, 1));
  eachProduct(x.shape, filterShape, dy.shape, movement, (i, f, o) => {
    gradient[f] = (gradient[f] ?? 0) + (dy.data[o] ?? 0) * (x.data[i] ?? 0);
  });
  return { shape: filterShape, data: gradient };
}

/** The largest difference, relative to the largest number. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let scale = 1e-6;
  for (let index = 0; index < expected.length; index++) {
    const apart = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (!(apart <= largest)) largest = apart;
    scale = Math.max(scale, Math.abs(expected[index] ?? 0));
  }
  return largest / scale;
}
