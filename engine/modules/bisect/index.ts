import { spend } from '../../expression/budget.js';
import { call } from '../../expression/operators/call.js';
import { lengthOf } from '../../expression/operators/length.js';
import { lessThan } from '../../expression/operators/order.js';
import { subscript } from '../../expression/operators/subscript.js';
import { typeError, valueError } from '../../expression/raise.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

const SEARCH = 'a, x, lo=0, hi=None, *, key=None';

/** Where `x` belongs in a sorted sequence: before (left) or behind (right) the items equal to it. */
function place(args: Arguments, right: boolean): number {
  const [sequence, x, key] = [args.value('a'), args.value('x'), args.value('key')];
  let low = args.count('lo');
  let high = args.isNone('hi') ? lengthOf(sequence) : args.count('hi');
  if (low < 0) valueError('lo must be non-negative');
  while (low < high) {
    spend(1);
    const middle = (low + high) >> 1;
    const item = subscript(sequence, middle);
    const found = key === null ? item : call(key, [item]);
    if (right ? lessThan(x, found) : !lessThan(found, x)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function inserted(args: Arguments, right: boolean): null {
  const list = args.value('a');
  if (!Array.isArray(list)) typeError('only lists take new items');
  list.splice(place(args, right), 0, args.value('x'));
  return null;
}

/** Python's `bisect`. */
export const bisectModule = new TableModule(
  'bisect',
  members([
    fn('bisect_left', SEARCH, (a) => place(a, false)),
    fn('bisect_right', SEARCH, (a) => place(a, true)),
    fn('bisect', SEARCH, (a) => place(a, true)),
    fn('insort_left', SEARCH, (a) => inserted(a, false)),
    fn('insort_right', SEARCH, (a) => inserted(a, true)),
    fn('insort', SEARCH, (a) => inserted(a, true)),
  ]),
);
