import { AnySet, Dict, DictView, PySet, Tuple, type Value } from '../../values/index.js';
import { allocateEntries } from '../budget.js';
import type { BinaryOperator } from '../syntax/ast.js';
import { isSetLike, itemsEqual, setHas } from './equality.js';
import { withHashing } from './hashable.js';
import { listOf } from './iterate.js';

/** `|`, `&`, `-` and `^` of sets and of the views of dicts; undefined for anything else. */
export function setOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator !== '|' && operator !== '&' && operator !== '-' && operator !== '^') return undefined;
  if (a instanceof AnySet && b instanceof AnySet) return combine(operator, a, b);
  return isView(a) || isView(b) ? withHashing(() => viewOperation(operator, a, b)) : undefined;
}

function combine(operator: '|' | '&' | '-' | '^', a: AnySet, b: AnySet): AnySet {
  allocateEntries(a.size + b.size);
  switch (operator) {
    case '|':
      return a.union(b);
    case '&':
      return a.intersection(b);
    case '-':
      return a.difference(b);
    case '^':
      return a.symmetricDifference(b);
  }
}

function isView(value: Value): value is DictView {
  return value instanceof DictView && value.kind !== 'values';
}

/** What set operations read members from: sets and dicts keep what CPython knows of their order. */
export function members(value: Value): AnySet | Dict | Value[] {
  return value instanceof AnySet || value instanceof Dict ? value : listOf(value);
}

/** A dict's keys or items with any iterable; the result is a set, built by CPython's steps, which show in its order. */
function viewOperation(operator: '|' | '&' | '-' | '^', a: Value, b: Value): AnySet {
  if (operator === '&') return isView(a) ? intersect(a, b) : intersect(b, a);
  if (operator === '^' && isItems(a) && isItems(b)) return differingItems(a.dict, b.dict);
  const result = new PySet(isView(a) && a.kind === 'keys' ? a.dict : members(a));
  if (operator === '|') result.update(members(b));
  else if (operator === '-') result.differenceUpdate(members(b));
  else result.symmetricDifferenceUpdate(members(b));
  return result;
}

function intersect(view: Value, other: Value): AnySet {
  if (!isView(view)) return new PySet();
  if (other instanceof PySet && view.size <= other.size) return other.intersection(listOf(view));
  const isSwapped = isView(other) && other.size > view.size;
  const [inside, through] = isSwapped ? [other, view] : [view, other];
  const result = new PySet();
  for (const member of listOf(through)) if (isSetLike(inside) && setHas(inside, member)) result.add(member);
  return result;
}

function isItems(value: Value): value is DictView {
  return value instanceof DictView && value.kind === 'items';
}

/** The items that only one of two dicts has. */
function differingItems(a: Dict, b: Dict): PySet {
  const [smaller, larger] = a.size > b.size ? [b, a] : [a, b];
  const rest = new Dict(smaller);
  const result = new PySet();
  for (const [key, value] of larger) {
    const own = rest.get(key);
    if (own !== undefined && itemsEqual(own, value)) rest.delete(key);
    else result.add(new Tuple([key, value]));
  }
  result.update([...rest].map((pair) => new Tuple(pair)));
  return result;
}
