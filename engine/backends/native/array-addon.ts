/** What tensors' values lie in: float32, int32, and bool as 0 and 1. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

type Floats = Float32Array;
type Numbers = Float64Array;

/** The C++ kernels for arrays of any shape (`kernels/arrays-border.cc` says what each argument is). */
export interface ArrayAddon {
  unary(x: TypedArray, y: TypedArray, numbers: Numbers): void;
  pairs(a: TypedArray, b: TypedArray, out: TypedArray, operation: number, grid: Numbers): void;
  select(condition: Uint8Array, yes: TypedArray, no: TypedArray, out: TypedArray): void;
  cast(x: TypedArray, y: TypedArray): void;
  copy(x: TypedArray, out: TypedArray, grid: Numbers): void;
  fill(out: TypedArray, value: number): void;
  reduce(x: TypedArray, out: TypedArray, numbers: Numbers): void;
  argBest(x: TypedArray, out: Int32Array, numbers: Numbers): void;
  softmax(x: Floats, y: Floats, numbers: Numbers): void;
  cumulative(x: TypedArray, out: TypedArray, numbers: Numbers): void;
  matmul(a: Floats, b: Floats, c: Floats, numbers: Numbers): void;
  gather(x: TypedArray, index: Int32Array, out: TypedArray, numbers: Numbers): void;
  interpolate(x: Floats, y: Floats, low: Int32Array, high: Int32Array, share: Floats, numbers: Numbers): void;
  interpolateGradient(dy: Floats, dx: Floats, low: Int32Array, high: Int32Array, share: Floats, numbers: Numbers): void;
  crossEntropy(
    x: Floats,
    labels: Floats | Int32Array,
    weights: Floats,
    loss: Floats,
    normalizer: Floats,
    counted: Floats,
    numbers: Numbers,
  ): void;
  crossEntropyGradient(
    x: Floats,
    labels: Floats | Int32Array,
    weights: Floats,
    normalizer: Floats,
    dloss: Floats,
    dx: Floats,
    numbers: Numbers,
  ): void;
  overlap(x: Floats, target: Floats, sums: Floats, numbers: Numbers): void;
  overlapGradient(x: Floats, target: Floats, dsums: Floats, dx: Floats, numbers: Numbers): void;
  sgd(p: Floats, g: Floats, velocity: Floats | null, pOut: Floats, velocityOut: Floats | null, numbers: Numbers): void;
}
