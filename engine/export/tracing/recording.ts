/** What tfjs calls an element type, where graphs know it. */
export type RecordedDtype = 'float32' | 'int32' | 'bool';

export interface RecordedType {
  readonly dtype: RecordedDtype;
  readonly shape: readonly number[];
}

/** Where a tensor comes from. */
export type Origin =
  | { readonly from: 'input'; readonly index: number }
  | { readonly from: 'parameter'; readonly name: string }
  | { readonly from: 'constant'; readonly index: number }
  | { readonly from: 'call'; readonly call: number; readonly output: number };

/** One operation, as it was called. */
export interface RecordedCall {
  /** Name of the kernel, or of the composite. */
  readonly kernel: string;
  readonly inputs: readonly (readonly [name: string, origin: Origin])[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly results: readonly RecordedType[];
}

/** A tensor that depends on neither input nor parameters. */
export interface RecordedConstant extends RecordedType {
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** A parameter in the layout of the kernels. */
export interface RecordedParameter extends RecordedType {
  readonly name: string;
  /** The permutation that gives PyTorch's layout; undefined when it is the same. */
  readonly toTorch: readonly number[] | undefined;
}

/** One run of a network, operation by operation. */
export interface Recording {
  readonly inputs: readonly RecordedType[];
  readonly parameters: ReadonlyMap<string, RecordedParameter>;
  readonly constants: readonly RecordedConstant[];
  readonly calls: readonly RecordedCall[];
  readonly outputs: readonly Origin[];
}
