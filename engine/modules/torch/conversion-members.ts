import type { Exposed } from '../../registry/exposed.js';
import { Device, DType, type DTypeName, NdArray } from '../../types/index.js';
import { Tuple } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { asNumpy, asTensor, dress } from '../numpy/dress.js';
import { bytesOf, kindOf } from '../numpy/dtype-rules.js';
import { cast } from '../numpy/elements.js';
import { arrayMethod, attribute, method, self } from '../numpy/member-kinds.js';
import { rowsOf } from '../numpy/operators.js';
import { normalAxis } from '../numpy/shape.js';
import { dimensions, expandDims, reshape, transpose } from '../numpy/shaping.js';
import { broadcastTo } from '../numpy/strided.js';
import { parseDevice } from './device.js';

function toDType(name: string, dtype: DTypeName): Exposed {
  return arrayMethod(name, '', (a) => cast(a, dtype));
}

/** `tensor.to(…)`: the first argument that is a dtype counts; devices are all the same to plain data. */
function converted(array: NdArray, args: Arguments): NdArray {
  const all = [...args.rest, ...args.keywords.values()];
  for (const value of all) {
    if (value instanceof DType) return value.name === array.dtype ? array : cast(array, value.name);
    if (value instanceof NdArray) return value.dtype === array.dtype ? array : cast(array, value.dtype);
    if (typeof value === 'string') parseDevice(value);
  }
  return array;
}

/** Methods that NumPy's arrays lack; they work on every array, since plain arrays stand for tensors in many places. */
export const tensorOnlyMembers: Exposed = {
  ...arrayMethod('to', '*args, **kwargs', converted),
  ...arrayMethod('cpu', 'memory_format=None', (a) => a),
  ...arrayMethod('cuda', 'device=None, non_blocking=False', (a) => a),
  ...arrayMethod('detach', '', (a) => a),
  ...arrayMethod('clone', '*, memory_format=None', (a) => cast(a, a.dtype)),
  ...arrayMethod('contiguous', 'memory_format=None', (a) => a),
  ...method('numpy', '*, force=False', (a) => asNumpy(a)),
  ...method('as_tensor', '', (a) => asTensor(a)),
  ...toDType('float', 'float32'),
  ...toDType('double', 'float64'),
  ...toDType('half', 'float32'),
  ...toDType('int', 'int32'),
  ...toDType('long', 'int64'),
  ...toDType('short', 'int16'),
  ...toDType('byte', 'uint8'),
  ...toDType('char', 'int8'),
  ...toDType('bool', 'bool'),
  ...method('dim', '', (a) => a.shape.length),
  ...method('numel', '', (a) => a.size),
  ...method('nelement', '', (a) => a.size),
  ...method('element_size', '', (a) => bytesOf(a.dtype)),
  ...method('is_floating_point', '', (a) => kindOf(a.dtype) === 'f'),
  ...method('is_contiguous', '', () => true),
  ...arrayMethod('unsqueeze', 'dim', (a, args) => expandDims(a, [args.count('dim')])),
  ...arrayMethod('view', '*shape', (a, { rest }) =>
    rest[0] instanceof DType ? cast(a, rest[0].name) : reshape(a, dimensions(rest)),
  ),
  ...arrayMethod('permute', '*dims', (a, { rest }) => transpose(a, dimensions(rest))),
  ...arrayMethod('expand', '*size', (a, { rest }) => expand(a, dimensions(rest))),
  ...method('unbind', 'dim=0', (a, args) => {
    const axis = normalAxis(args.count('dim'), a.shape.length);
    return new Tuple(
      [...rowsOf(axis === 0 ? a : transpose(a, [axis, ...[...a.shape.keys()].filter((i) => i !== axis)]))].map((row) =>
        dress(self(Object(row)), a),
      ),
    );
  }),
  device: attribute(() => new Device('cpu')),
  is_cuda: attribute(() => false),
  requires_grad: attribute(() => false),
};

/** Stretches to a larger shape; -1 keeps an extent. */
function expand(array: NdArray, shape: readonly number[]): NdArray {
  const lead = shape.length - array.shape.length;
  return broadcastTo(
    array,
    shape.map((extent, axis) => (extent === -1 ? (array.shape[axis - lead] ?? 1) : extent)),
  );
}
