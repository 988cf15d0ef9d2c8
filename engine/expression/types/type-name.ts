import { ExpressionModule } from '../../registry/exposed.js';
import {
  AnySet,
  ByteArray,
  Callable,
  Complex,
  Dict,
  DictView,
  ellipsis,
  Float,
  isInt,
  notImplemented,
  PyException,
  PyIterator,
  PySet,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../../values/index.js';

/** Python's name for the type of `value`, as its messages show it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return isInt(value) ? 'int' : 'float';
    case 'function':
      return 'function';
    default:
      return value === null ? 'NoneType' : objectTypeName(value);
  }
}

function objectTypeName(value: object): string {
  if (value instanceof Float) return 'float';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  if (value instanceof AnySet) return value instanceof PySet ? 'set' : 'frozenset';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof ByteArray) return 'bytearray';
  if (value instanceof Range) return 'range';
  if (value instanceof Slice) return 'slice';
  if (value instanceof Complex) return 'complex';
  if (value instanceof PyIterator || value instanceof PyException) return value.typeName;
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof Callable) return value.kind;
  if (value instanceof ExpressionModule) return 'module';
  if (value === ellipsis) return 'ellipsis';
  if (value === notImplemented) return 'NotImplementedType';
  return value.constructor?.name ?? 'object';
}
