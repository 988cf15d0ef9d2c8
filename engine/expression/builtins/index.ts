import { openFunction } from '../../modules/files/open.js';
import { streams } from '../../types/streams.js';
import { ellipsis, notImplemented, type Value } from '../../values/index.js';
import { byteArrayType, bytesType } from '../types/bytes-type.js';
import { dictType } from '../types/dict-type.js';
import { exceptionTypes } from '../types/exception-types.js';
import { complexType, floatType } from '../types/float-type.js';
import { boolType, intType } from '../types/int-type.js';
import { enumerateType, filterType, mapType, reversedType, zipType } from '../types/iterator-types.js';
import { listType, tupleType } from '../types/list-type.js';
import { objectType } from '../types/object-type.js';
import { rangeType, sliceType } from '../types/range-type.js';
import { frozenSetType, setType } from '../types/set-type.js';
import { stringType } from '../types/string-type.js';
import { typeType } from '../types/type-of.js';
import { iterationFunctions } from './iteration.js';
import { numberFunctions } from './numbers.js';
import { objectFunctions } from './objects.js';
import { printFunction, textFunctions } from './text.js';

const types = [
  ...[objectType, typeType, intType, boolType, floatType, complexType, stringType, bytesType, byteArrayType],
  ...[listType, tupleType, dictType, setType, frozenSetType, rangeType, sliceType],
  ...[enumerateType, filterType, mapType, reversedType, zipType],
];

/** Python's built-in names that an expression may use. */
export const builtins: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...[...numberFunctions, ...iterationFunctions, ...objectFunctions, ...textFunctions].map(named),
  ...types.map(named),
  ...exceptionTypes,
  named(printFunction((text) => streams.stdout.write(text))),
  // Read-only: it refuses every mode that writes.
  ['open', openFunction],
  ['Ellipsis', ellipsis],
  ['NotImplemented', notImplemented],
  ['__debug__', true],
]);

function named(value: Value & { readonly name: string }): [string, Value] {
  return [value.name, value];
}

/** Python's built-in names that reach files, code or the interpreter itself. */
export const forbiddenBuiltins: ReadonlyMap<string, string | undefined> = new Map([
  ...(
    'eval exec compile __import__ globals locals vars input breakpoint delattr memoryview classmethod ' +
    'staticmethod property super help exit quit copyright credits license aiter anext __builtins__ __build_class__ __loader__ __spec__'
  )
    .split(' ')
    .map((name): [string, undefined] => [name, undefined]),
]);
