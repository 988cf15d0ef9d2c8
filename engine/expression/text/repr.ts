import { ExpressionModule, exposedMember } from '../../registry/exposed.js';
import {
  AnySet,
  ByteArray,
  Callable,
  Complex,
  Dict,
  DictView,
  ellipsis,
  Float,
  FrozenSet,
  floatRepr,
  identity,
  isFloat,
  notImplemented,
  PyException,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../../values/index.js';
import { allocate, spend } from '../budget.js';
import { BoundMember, UnboundMember } from '../callables/members.js';
import { callExposed } from '../operators/exposed-operation.js';
import { refusePromise } from '../raise.js';
import { PyType } from '../types/python-type.js';
import { typeName } from '../types/type-name.js';
import { UnionType } from '../types/union-type.js';
import { complexText } from './complex-text.js';
import { intText } from './int-text.js';
import { bytesRepr, stringRepr } from './string-repr.js';

/** Python's `str(value)`. */
export function text(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof PyException) return exceptionText(value);
  if (value !== null && typeof value === 'object' && exposedMember(value, '__str__')) {
    const result = callExposed(value, '__str__');
    if (typeof result === 'string') return result;
  }
  return repr(value);
}

/** Python's `repr(value)`. */
export function repr(value: Value): string {
  return write(value, []);
}

/** `outer` are the containers being written, so that one that holds itself ends. */
function write(value: Value, outer: readonly object[]): string {
  spend(1);
  switch (typeof value) {
    case 'string':
      allocate(value.length);
      return stringRepr(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return intText(value);
    case 'number':
      if (isFloat(value)) return floatRepr(value);
      return intText(Number.isSafeInteger(value) ? value + 0 : BigInt(value));
    case 'function':
      return `<function ${value.name}>`;
    default:
      return value === null ? 'None' : writeObject(value, outer);
  }
}

function writeObject(value: object, outer: readonly object[]): string {
  if (value instanceof Float) return floatRepr(value.value);
  if (value instanceof Dict || value instanceof Tuple) {
    const own = callExposed(value, '__repr__');
    if (typeof own === 'string') return own;
  }
  if (Array.isArray(value)) return enclosed(value, outer, '[...]', (inner) => `[${list(value, inner)}]`);
  if (value instanceof Tuple) {
    const { items } = value;
    return enclosed(value, outer, '(...)', (inner) => `(${list(items, inner)}${items.length === 1 ? ',' : ''})`);
  }
  if (value instanceof Dict) return enclosed(value, outer, '{...}', (inner) => `{${pairs(value, inner)}}`);
  if (value instanceof AnySet) {
    const name = value instanceof FrozenSet ? 'frozenset' : 'set';
    if (value.size === 0) return `${name}()`;
    return enclosed(value, outer, `${name}(...)`, (inner) => {
      const members = `{${list([...value], inner)}}`;
      return name === 'set' ? members : `frozenset(${members})`;
    });
  }
  if (value instanceof Uint8Array) return bytesRepr(value);
  if (value instanceof ByteArray) return `bytearray(${bytesRepr(value.bytes)})`;
  if (value instanceof Complex) return complexText(value);
  if (value instanceof DictView) {
    return enclosed(value.dict, outer, '...', (inner) => `dict_${value.kind}([${list([...value], inner)}])`);
  }
  return plainRepr(value, outer);
}

function plainRepr(value: object, outer: readonly object[]): string {
  if (value instanceof Range) {
    const { start, stop, step } = value;
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
  }
  if (value instanceof Slice) return `slice(${list([value.start, value.stop, value.step], outer)})`;
  if (value instanceof PyException) {
    const { items } = value.args;
    return `${value.typeName}(${list(items, outer)})`;
  }
  if (value === ellipsis) return 'Ellipsis';
  if (value === notImplemented) return 'NotImplemented';
  refusePromise(value);
  const own = callExposed(value, '__repr__') ?? callExposed(value, '__str__');
  if (typeof own === 'string') return own;
  if (value instanceof PyType) return `<class '${value.name}'>`;
  if (value instanceof UnionType) return value.members.map(memberRepr).join(' | ');
  if (value instanceof ExpressionModule) return `<module '${value.name}'>`;
  if (value instanceof Callable) return callableRepr(value);
  return `<${typeName(value)} object at 0x${identity(value).toString(16).padStart(12, '0')}>`;
}

function memberRepr(member: Value): string {
  return member instanceof PyType ? member.name : repr(member);
}

function callableRepr(value: Callable): string {
  const address = `0x${identity(value).toString(16).padStart(12, '0')}`;
  if (value instanceof UnboundMember) return `<method '${value.name}' of '${value.member.owner}' objects>`;
  if (value instanceof BoundMember) {
    return `<built-in method ${value.name} of ${typeName(value.self)} object at ${address}>`;
  }
  if (value.kind === 'builtin_function_or_method') return `<built-in function ${value.name}>`;
  return `<${value.kind} ${value.name} at ${address}>`;
}

function exceptionText(exception: PyException): string {
  const { items } = exception.args;
  if (items.length === 0) return '';
  const [first = null] = items;
  if (items.length > 1) return repr(exception.args);
  return exception.typeName === 'KeyError' ? repr(first) : text(first);
}

function enclosed(
  container: object,
  outer: readonly object[],
  again: string,
  render: (inner: readonly object[]) => string,
): string {
  return outer.includes(container) ? again : render([...outer, container]);
}

function list(values: readonly Value[], outer: readonly object[]): string {
  return values.map((value) => write(value, outer)).join(', ');
}

function pairs(dict: Dict, outer: readonly object[]): string {
  return [...dict].map(([key, value]) => `${write(key, outer)}: ${write(value, outer)}`).join(', ');
}
