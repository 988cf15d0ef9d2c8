import type { Value } from '../../values/index.js';
import { allocateItems, spend } from '../budget.js';
import { call } from './call.js';
import { lessThan } from './order.js';

/**
 * The items sorted as Python's `sorted` does: stable, asking only `a < b`. V8 sorts by the same algorithm as CPython
 * (timsort), so that even an inconsistent order such as that of NaN gives the same result.
 */
export function sortItems(items: readonly Value[], key: Value, isReversed: boolean): Value[] {
  allocateItems(2 * items.length);
  const keyed = items.map((item) => ({ item, key: key === null ? item : call(key, [item]) }));
  // To keep equal items in their order, CPython reverses before and after.
  if (isReversed) keyed.reverse();
  keyed.sort((a, b) => {
    spend(1);
    return lessThan(a.key, b.key) ? -1 : 1;
  });
  if (isReversed) keyed.reverse();
  return keyed.map(({ item }) => item);
}
