import { asSize } from '../../expression/callables/arguments.js';
import { call } from '../../expression/operators/call.js';
import { items, listOf, tryIterable } from '../../expression/operators/iterate.js';
import { truthy } from '../../expression/operators/truth.js';
import { valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { Dict, isFloat, isInt, PyIterator, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { toArray } from '../numpy/create.js';
import { asNumpy, asTensor } from '../numpy/dress.js';
import { dtypeArgument } from '../numpy/dtype-object.js';
import { cast } from '../numpy/elements.js';

/** Whether MONAI counts the value as a sequence: anything to iterate but a string, a mapping and a single number. */
function isSequence(value: Value): boolean {
  if (value instanceof NdArray) return value.shape.length > 0;
  return typeof value !== 'string' && !(value instanceof Uint8Array) && tryIterable(value) !== undefined;
}

/** The value as a tuple; None and a single value become a tuple of one. */
function ensureTuple(value: Value, wrapArray = false): Tuple {
  if (wrapArray && value instanceof NdArray) return new Tuple([value]);
  return new Tuple(isSequence(value) && !(value instanceof Dict) ? listOf(value) : [value]);
}

function isScalar(value: Value): boolean {
  if (value instanceof NdArray) return value.shape.length === 0;
  return isInt(value) || isFloat(value) || typeof value === 'boolean';
}

/** The value for each of `dim` axes. @throws ValueError when a sequence of another length was given */
function repeated(value: Value, dim: number): Tuple {
  if (value instanceof NdArray && value.shape.length === 0) return new Tuple(new Array<Value>(dim).fill(value));
  if (!isSequence(value)) return new Tuple(new Array<Value>(dim).fill(value));
  const list = listOf(value);
  return list.length === dim ? new Tuple(list) : valueError(`Sequence must have length ${dim}, got ${list.length}.`);
}

function* mapped(code: Value, rows: Iterable<readonly Value[]>): Generator<Value, void> {
  for (const row of rows) yield call(code, row);
}

/** Lists side by side, as far as the shortest goes. */
function columns(lists: readonly Value[][]): Value[][] {
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length: lists.length === 0 ? 0 : length }, (_, i) => lists.map((list) => list[i] ?? null));
}

/** The plain functions of `monai.utils` that expressions use. */
export const utilities = [
  fn('first', 'iterable, default=None', (a) => {
    for (const item of items(a.value('iterable'))) return item;
    return a.value('default');
  }),
  fn('ensure_tuple', 'vals, wrap_array=False', (a) => ensureTuple(a.value('vals'), a.flag('wrap_array'))),
  fn('ensure_tuple_size', 'vals, dim, pad_val=0, pad_from_start=False', (a) => {
    const list = [...ensureTuple(a.value('vals')).items];
    const dim = a.count('dim');
    const padding = new Array<Value>(Math.max(0, dim - list.length)).fill(a.value('pad_val'));
    return new Tuple(
      a.flag('pad_from_start') ? [...padding, ...list].slice(-dim) : [...list, ...padding].slice(0, dim),
    );
  }),
  fn('ensure_tuple_rep', 'tup, dim', (a) => repeated(a.value('tup'), a.count('dim'))),
  fn('fall_back_tuple', 'user_provided, default, func=None', (a) => {
    const defaults = listOf(a.value('default'));
    const given = repeated(a.value('user_provided'), defaults.length).items;
    const test = a.value('func');
    const holds = (value: Value): boolean =>
      test === null ? value !== null && truthy(value) && asSize(value) > 0 : truthy(call(test, [value]));
    return new Tuple(defaults.map((one, i) => (holds(given[i] ?? null) ? (given[i] ?? null) : one)));
  }),
  fn('is_scalar', 'val', (a) => isScalar(a.value('val'))),
  fn('is_scalar_tensor', 'val', (a) => a.value('val') instanceof NdArray && isScalar(a.value('val'))),
  fn('issequenceiterable', 'obj', (a) => isSequence(a.value('obj'))),
  fn('zip_with', 'op, *vals', (a) => new PyIterator('map', mapped(a.value('op'), columns(a.rest.map(listOf))))),
  fn(
    'star_zip_with',
    'op, *vals',
    (a) => new PyIterator('itertools.starmap', mapped(a.value('op'), columns(a.rest.map(listOf)))),
  ),
  fn('pytorch_after', 'major, minor, patch=0', (a) => {
    const [major, minor] = [a.count('major'), a.count('minor')];
    return major < 2 || (major === 2 && minor <= 13);
  }),
  fn('convert_to_tensor', 'data, dtype=None, device=None, wrap_sequence=False, track_meta=False, safe=False', (a) => {
    const array = toArray(a.value('data'));
    return asTensor(cast(array, dtypeArgument(a.value('dtype')) ?? array.dtype));
  }),
  fn('convert_to_numpy', 'data, dtype=None, wrap_sequence=False, safe=False', (a) => {
    const array = asNumpy(toArray(a.value('data')));
    return cast(array, dtypeArgument(a.value('dtype')) ?? array.dtype);
  }),
];
