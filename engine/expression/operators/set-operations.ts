import { AnySet, DictView, PySet, type Value } from '../../values/index.js';
import { allocateItems, spend } from '../budget.js';
import type { BinaryOperator } from '../syntax/ast.js';
import { isSetLike, setHas } from './equality.js';
import { withHashing } from './hashable.js';
import { listOf } from './iterate.js';

/** `|`, `&`, `-` and `^` of sets and of the views of dicts; undefined for anything else. */
export function setOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator !== '|' && operator !== '&' && operator !== '-' && operator !== '^') return undefined;
  if (a instanceof AnySet && b instanceof AnySet) return combine(operator, a, b);
  return isView(a) || isView(b) ? withHashing(() => viewOperation(operator, a, b)) : undefined;
}

function combine(operator: '|' | '&' | '-' | '^', a: AnySet, b: AnySet): AnySet {
  spend(a.size + b.size);
  allocateItems(a.size + b.size);
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

/** A dict's keys or items with any iterable; the result is a set. */
function viewOperation(operator: '|' | '&' | '-' | '^', a: Value, b: Value): PySet {
  if (operator === '&') return isView(a) ? intersect(a, b) : intersect(b, a);
  const result = new PySet(listOf(a));
  const members = listOf(b);
  if (operator === '|') result.update(members);
  else if (operator === '-') result.differenceUpdate(members);
  else result.symmetricDifferenceUpdate(members);
  return result;
}

function intersect(view: Value, other: Value): PySet {
  const isSwapped = isView(view) && isView(other) && other.size > view.size;
  const [inside, through] = isSwapped ? [other, view] : [view, other];
  const result = new PySet();
  for (const member of listOf(through)) if (isSetLike(inside) && setHas(inside, member)) result.add(member);
  return result;
}
