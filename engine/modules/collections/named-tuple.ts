import { items, listOf } from '../../expression/operators/iterate.js';
import { typeError, valueError } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { PyType } from '../../expression/types/python-type.js';
import { computed, type Exposed, expose, operation } from '../../registry/exposed.js';
import { Tuple, type Value } from '../../values/index.js';

/** A tuple whose items also have names; each class of them is made by {@link namedTupleType}. */
class NamedTuple extends Tuple {}

function fieldNames(fields: Value): string[] {
  const names =
    typeof fields === 'string'
      ? fields.replace(/,/g, ' ').split(/\s+/).filter(Boolean)
      : Array.from(items(fields), String);
  for (const [i, name] of names.entries()) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      valueError(`Type names and field names must be valid identifiers: ${repr(name)}`);
    if (name.startsWith('_')) valueError(`Field names cannot start with an underscore: ${repr(name)}`);
    if (names.indexOf(name) !== i) valueError(`Encountered duplicate field name: ${repr(name)}`);
  }
  return names;
}

/** `collections.namedtuple(name, fields, defaults=…)`. */
export function namedTupleType(name: string, fields: Value, defaults: Value): PyType {
  const names = fieldNames(fields);
  const spare = defaults === null ? [] : listOf(defaults);
  if (spare.length > names.length) typeError('Got more default values than field names');
  class Instance extends NamedTuple {}
  Object.defineProperty(Instance, 'name', { value: name });
  const members: Record<string, Exposed[string]> = {
    __repr__: operation((object) => {
      const values = object instanceof Tuple ? object.items : [];
      return `${name}(${names.map((field, i) => `${field}=${repr(values[i] ?? null)}`).join(', ')})`;
    }),
  };
  for (const [i, field] of names.entries()) {
    members[field] = computed((object) => (object instanceof Tuple ? (object.items[i] ?? null) : null));
  }
  expose(Instance, members);
  return new PyType({
    name,
    accepts: (value) => value instanceof Instance,
    construct: ['*args, **kwargs', ({ rest, keywords }) => new Instance(placed(name, names, spare, rest, keywords))],
  });
}

function placed(
  name: string,
  names: readonly string[],
  spare: readonly Value[],
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value[] {
  if (positional.length > names.length) {
    typeError(
      `${name}.__new__() takes ${names.length + 1} positional arguments but ${positional.length + 1} were given`,
    );
  }
  for (const keyword of keywords.keys()) {
    const place = names.indexOf(keyword);
    if (place < 0) typeError(`${name}.__new__() got an unexpected keyword argument '${keyword}'`);
    if (place < positional.length) typeError(`${name}.__new__() got multiple values for argument '${keyword}'`);
  }
  return names.map((field, i) => {
    const given = i < positional.length ? positional[i] : keywords.get(field);
    return given ?? spare[i - (names.length - spare.length)] ?? missing(name, field, given);
  });
}

function missing(name: string, field: string, given: Value | undefined): Value {
  return given === null ? null : typeError(`${name}.__new__() missing 1 required positional argument: '${field}'`);
}
