export { Device } from './device.js';
export { type AnyTypedArray, DType, type DTypeLike, type DTypeName, dtypes, type TypedArrayOf } from './dtype.js';
export { type AppliedOperation, ImageArray, type ImageMeta } from './image.js';
export { allocate, NdArray } from './nd-array.js';
export type { Random } from './random.js';
