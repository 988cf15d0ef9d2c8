import { allocate } from '../../expression/budget.js';
import { call } from '../../expression/operators/call.js';
import { listOf } from '../../expression/operators/iterate.js';
import { raise, typeError } from '../../expression/raise.js';
import { decode } from '../../expression/text/decode.js';
import { exceptionTypes } from '../../expression/types/exception-types.js';
import { typeName } from '../../expression/types/type-name.js';
import { exposedValue } from '../../registry/exposed.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { readJson } from './read-json.js';
import { type JsonStyle, writeJson } from './write-json.js';

const HOOKS =
  '*, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None';

function style(a: Arguments): JsonStyle {
  const indent = a.value('indent');
  const separators = a.isNone('separators') ? undefined : listOf(a.value('separators')).map(String);
  return {
    indent: indent === null ? null : typeof indent === 'string' ? indent : spaces(Math.max(0, a.count('indent'))),
    itemSeparator: separators?.[0] ?? (indent === null ? ', ' : ','),
    keySeparator: separators?.[1] ?? ': ',
    sortKeys: a.flag('sort_keys'),
    skipKeys: a.flag('skipkeys'),
    ensureAscii: a.flag('ensure_ascii'),
    allowNan: a.flag('allow_nan'),
    fallback: a.value('default'),
  };
}

function spaces(count: number): string {
  allocate(count);
  return ' '.repeat(count);
}

function parsed(source: Value, a: Arguments): Value {
  const text = source instanceof Uint8Array ? decode(source, 'utf-8', 'strict') : source;
  if (typeof text !== 'string') {
    typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(source)}`);
  }
  return readJson(text, {
    object: a.value('object_hook'),
    objectPairs: a.value('object_pairs_hook'),
    float: a.value('parse_float'),
    int: a.value('parse_int'),
    constant: a.value('parse_constant'),
  });
}

/** Python's `json`; it reads files that are open, and writes none. */
export const jsonModule = new TableModule(
  'json',
  members(
    [
      fn(
        'dumps',
        'obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, default=None, sort_keys=False',
        (a) => writeJson(a.value('obj'), style(a)),
      ),
      fn('loads', `s, ${HOOKS}`, (a) => parsed(a.value('s'), a)),
      fn('load', `fp, ${HOOKS}`, (a) => {
        const file = a.value('fp');
        const read = file !== null && typeof file === 'object' ? exposedValue(file, 'read') : undefined;
        if (read === undefined) raise('AttributeError', `'${typeName(file)}' object has no attribute 'read'`);
        return parsed(call(read, []), a);
      }),
    ],
    { JSONDecodeError: exceptionTypes.get('ValueError') ?? null },
  ),
);
