import { exposedMember } from '../../registry/exposed.js';
import { AnySet, ByteArray, Complex, Dict, DictView, Float, Range, Tuple, type Value } from '../../values/index.js';
import { refusePromise } from '../raise.js';
import { callExposed } from './exposed-operation.js';

/** Python's `bool(value)`. */
export function truthy(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'object':
      return value !== null && objectTruth(value);
    default:
      return true;
  }
}

function objectTruth(value: object): boolean {
  if (Array.isArray(value) || value instanceof Tuple || value instanceof Uint8Array || value instanceof ByteArray) {
    return value.length > 0;
  }
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Dict || value instanceof AnySet || value instanceof DictView) return value.size > 0;
  if (value instanceof Range) return value.length > 0;
  if (value instanceof Complex) return value.real !== 0 || value.imaginary !== 0;
  refusePromise(value);
  if (exposedMember(value, '__bool__')) return callExposed(value, '__bool__') === true;
  if (exposedMember(value, '__len__')) return truthy(callExposed(value, '__len__') ?? null);
  return true;
}
