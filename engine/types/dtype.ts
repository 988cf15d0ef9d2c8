/** Element types of arrays, by NumPy's names. Each has one typed array behind it; `bool` is stored as bytes 0 and 1. */
export const dtypes = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type DTypeName = keyof typeof dtypes;

export type TypedArrayOf<D extends DTypeName> = InstanceType<(typeof dtypes)[D]>;
export type AnyTypedArray = TypedArrayOf<DTypeName>;

/** A dtype object as expressions meet it: `torch.float32`, `numpy.uint8`. Components accept it or its bare name. */
export class DType {
  constructor(
    readonly library: 'torch' | 'numpy',
    readonly name: DTypeName,
  ) {}
}

export type DTypeLike = DType | DTypeName;
