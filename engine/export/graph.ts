import type { Size } from './sizes.js';

/** What elements of a tensor are. */
export type GraphDtype = 'float32' | 'int32' | 'bool';

/** What is known of a tensor before it is computed. */
export interface TensorType {
  readonly dtype: GraphDtype;
  readonly shape: readonly Size[];
}

/** A tensor that is part of the graph: a parameter of the network, or a number it computes with. */
export interface StoredTensor {
  /** A parameter (or buffer) has PyTorch's name, shape and layout. */
  readonly role: 'parameter' | 'constant';
  readonly dtype: GraphDtype;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/**
 * A network's forward pass as data: no tfjs, no device. Channel-first throughout, with PyTorch's meaning of every operation. Each
 * tensor has one name; a name is an input, a stored tensor or the output of one node.
 */
export interface Graph {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** In an order in which they can be computed. */
  readonly nodes: readonly GraphNode[];
  readonly stored: ReadonlyMap<string, StoredTensor>;
  /** Types of all tensors, by name. */
  readonly types: ReadonlyMap<string, TensorType>;
}

/** Element by element, without attributes. As PyTorch's functions of these names, but for camel case. */
export const unaryKinds = [
  'abs',
  'acos',
  'asin',
  'atan',
  'ceil',
  'cos',
  'cosh',
  'erf',
  'exp',
  'expm1',
  'floor',
  'isnan',
  'log',
  'log1p',
  'logicalNot',
  'mish',
  'neg',
  'reciprocal',
  'relu',
  'relu6',
  /** To the nearest, halves to even. */
  'round',
  'rsqrt',
  'selu',
  'sigmoid',
  'sign',
  'sin',
  'sinh',
  'softplus',
  'sqrt',
  'square',
  'tan',
  'tanh',
] as const;

/** Of two tensors, broadcast as NumPy does. */
export const binaryKinds = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'maximum',
  'minimum',
  'floorDivide',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'logicalAnd',
  'logicalOr',
] as const;

export type UnaryKind = (typeof unaryKinds)[number];
export type BinaryKind = (typeof binaryKinds)[number];

/** How a window moves over the spatial axes: a number for each. */
export interface Window {
  readonly strides: readonly number[];
  /** Elements added before and after each axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/** Attributes by kind of node, with what its inputs are. N batch, C and K channels in and out, `…` spatial axes. */
export interface Attributes extends Record<UnaryKind | BinaryKind, Record<never, never>> {
  /** x [N, C, …], weight [K, C/groups, k…], and perhaps bias [K]. */
  convolution: Window & { readonly dilations: readonly number[]; readonly groups: number };
  /** x [N, C, …], weight [C, K/groups, k…], and perhaps bias [K]. */
  transposedConvolution: Window & {
    readonly dilations: readonly number[];
    readonly groups: number;
    readonly outputPadding: readonly number[];
  };
  /** x [N, C, …]; what does not fill a window is left out. */
  maxPool: Window & { readonly size: readonly number[] };
  /** As maxPool; padding does not count. */
  averagePool: Window & { readonly size: readonly number[] };
  /** x [N, C, …], and perhaps scale [C] and offset [C]. */
  instanceNorm: { readonly epsilon: number };
  /** As instanceNorm, with statistics over groups of neighbouring channels. */
  groupNorm: { readonly groups: number; readonly epsilon: number };
  /** x [N, C, …], running mean [C], running variance [C], and perhaps scale [C] and offset [C]. */
  batchNorm: { readonly epsilon: number };
  /** x, and perhaps scale and, with it, offset, of the shape of the last `axes` axes, over which statistics are taken. */
  layerNorm: { readonly axes: number; readonly epsilon: number };
  /** x / (k + alpha · mean of squares over `size` neighbouring channels)^beta. */
  localResponseNorm: { readonly size: number; readonly alpha: number; readonly beta: number; readonly k: number };
  leakyRelu: { readonly slope: number };
  /** x, and slopes [1] or [C]. */
  prelu: Record<never, never>;
  elu: { readonly alpha: number };
  celu: { readonly alpha: number };
  /** x · sigmoid(alpha · x). */
  swish: { readonly alpha: number };
  gelu: { readonly approximate: 'none' | 'tanh' };
  clamp: { readonly min: number; readonly max: number };
  softmax: { readonly axis: number };
  logSoftmax: { readonly axis: number };
  /** a [… , m, k] and b [… , k, n] as they are after transposing their last two axes where asked. */
  matMul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** x [… , in], weight [out, in], and perhaps bias [out]. */
  linear: Record<never, never>;
  /** Any number of tensors, in einsum's notation. */
  einsum: { readonly equation: string };
  reduce: {
    readonly by: 'sum' | 'mean' | 'max' | 'min' | 'prod' | 'all' | 'any';
    readonly axes: readonly number[];
    readonly keepDims: boolean;
  };
  argument: { readonly of: 'max' | 'min'; readonly axis: number };
  cumulativeSum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  /** Any number of tensors. */
  concat: { readonly axis: number };
  /** `size[axis]` elements from `begin[axis]`, each `strides[axis]` after the last. */
  slice: { readonly begin: readonly Size[]; readonly size: readonly Size[]; readonly strides: readonly number[] };
  pad: {
    readonly margins: readonly (readonly [before: number, after: number])[];
    readonly mode: 'constant' | 'reflect' | 'symmetric';
    readonly value: number;
  };
  reverse: { readonly axes: readonly number[] };
  reshape: { readonly shape: readonly Size[] };
  transpose: { readonly permutation: readonly number[] };
  /** Repeats axes of extent 1. */
  expand: { readonly shape: readonly Size[] };
  tile: { readonly repeats: readonly Size[] };
  /** x, and whole numbers of any shape that take the place of the axis. */
  gather: { readonly axis: number };
  /** condition, and what to take where it holds and where not; all broadcast. */
  where: Record<never, never>;
  cast: { readonly dtype: GraphDtype };
  /** No input: a tensor filled with one number. */
  fill: { readonly shape: readonly Size[]; readonly value: number; readonly dtype: GraphDtype };
  /** x [N, C, …]; extents are `floor(extent · scale)`. */
  resize: {
    readonly scale: readonly number[];
    readonly mode: 'nearest' | 'linear';
    /** Linear: the outermost elements keep their places. Otherwise elements are areas, and their centres are sampled. */
    readonly alignCorners: boolean;
  };
  /** [N, C·f^d, s…] → [N, C, s·f…]; of the channel index C counts slowest, the place along the last axis fastest. */
  pixelShuffle: { readonly factor: number };
}

export type NodeKind = keyof Attributes;

/** One operation. Optional inputs are left out at the end. */
export type GraphNode = {
  readonly [Kind in NodeKind]: {
    readonly kind: Kind;
    readonly inputs: readonly string[];
    readonly output: string;
    readonly attributes: Attributes[Kind];
  };
}[NodeKind];

/** A node of one kind. */
export type NodeOf<Kind extends NodeKind> = Extract<GraphNode, { readonly kind: Kind }>;

/** What a graph says of a tensor it names. @throws RangeError for a name it does not have */
export function typeOf(graph: Pick<Graph, 'types'>, name: string): TensorType {
  const type = graph.types.get(name);
  if (!type) throw new RangeError(`the graph has no tensor "${name}"`);
  return type;
}
