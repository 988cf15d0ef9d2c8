export { Dict, UnhashableKey } from './dict.js';
export { Float, isFloat, isInt, makeFloat, makeInt } from './float.js';
export { hashKey } from './hash-key.js';
export { fromHost, toHost } from './host.js';
export { PySet } from './set.js';
export { ellipsis, Slice } from './slice.js';
export { Tuple } from './tuple.js';
export { Callable, type Value } from './value.js';
