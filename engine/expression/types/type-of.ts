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
  notImplemented,
  PyException,
  PyIterator,
  PySet,
  Range,
  Slice,
  Tuple,
  type Value,
} from '../../values/index.js';
import { byteArrayType, bytesType } from './bytes-type.js';
import { dictType, viewTypes } from './dict-type.js';
import { exceptionTypes } from './exception-types.js';
import { complexType, floatType } from './float-type.js';
import { boolType, intType } from './int-type.js';
import { enumerateType, filterType, generatorType, mapType, zipType } from './iterator-types.js';
import { listType, tupleType } from './list-type.js';
import { objectType, PlainObject } from './object-type.js';
import { PyType } from './python-type.js';
import { rangeType, sliceType } from './range-type.js';
import { frozenSetType, setType } from './set-type.js';
import { stringType } from './string-type.js';
import { typeName } from './type-name.js';

/** `type(value)` of everything that has a type of its own. */
export function typeOf(value: Value): PyType {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'boolean':
      return boolType;
    case 'bigint':
      return intType;
    case 'number':
      return Number.isInteger(value) ? intType : floatType;
    case 'function':
      return named('function');
    default:
      return value === null ? named('NoneType') : typeOfObject(value);
  }
}

function typeOfObject(value: object): PyType {
  if (Array.isArray(value)) return listType;
  if (value instanceof Dict) return dictType;
  if (value instanceof Tuple) return tupleType;
  if (value instanceof Float) return floatType;
  if (value instanceof AnySet) return value instanceof PySet ? setType : frozenSetType;
  if (value instanceof Uint8Array) return bytesType;
  if (value instanceof ByteArray) return byteArrayType;
  if (value instanceof DictView) return viewTypes[value.kind];
  if (value instanceof Range) return rangeType;
  if (value instanceof Slice) return sliceType;
  if (value instanceof Complex) return complexType;
  if (value instanceof PyException) return exceptionTypes.get(value.typeName) ?? named(value.typeName);
  if (value instanceof PyIterator) return iteratorTypes.get(value.typeName) ?? named(value.typeName);
  if (value instanceof PyType) return typeType;
  if (value instanceof Callable || value instanceof ExpressionModule) return named(typeName(value));
  if (value instanceof PlainObject) return objectType;
  if (value === ellipsis || value === notImplemented) return named(typeName(value));
  return classType(value);
}

const iteratorTypes = new Map(
  [enumerateType, filterType, generatorType, mapType, zipType].map((type) => [type.name, type]),
);

/** Python's `type`. With one argument it gives the type; it does not make classes here. */
export const typeType: PyType = new PyType({
  name: 'type',
  base: objectType,
  accepts: (value) => value instanceof Callable && value.isInstance(null) !== undefined,
  construct: ['object, /', (args) => typeOf(args.at(0))],
});

const namedTypes = new Map<string, PyType>();

/** A type that is known by its name alone: `NoneType`, `function`, `module`. */
function named(name: string): PyType {
  let type = namedTypes.get(name);
  if (!type) {
    type = new PyType({ name, base: objectType, accepts: (value) => typeOf(value) === type });
    namedTypes.set(name, type);
  }
  return type;
}

const classTypes = new WeakMap<object, PyType>();

/** The type of an object of a TypeScript class. */
function classType(value: object): PyType {
  const code: unknown = value.constructor;
  if (typeof code !== 'function') return objectType;
  let type = classTypes.get(code);
  if (!type) {
    type = new PyType({ name: code.name, base: objectType, accepts: (other) => Object(other) instanceof code });
    classTypes.set(code, type);
  }
  return type;
}
