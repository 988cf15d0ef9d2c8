import { spend } from '../../expression/budget.js';
import { items, listOf } from '../../expression/operators/iterate.js';
import { lessThan } from '../../expression/operators/order.js';
import { sortItems } from '../../expression/operators/sort.js';
import { raise, typeError } from '../../expression/raise.js';
import { PyIterator, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

function heapOf(a: Arguments): Value[] {
  const heap = a.value('heap');
  return Array.isArray(heap) ? heap : typeError('heap argument must be a list');
}

/** Moves the item at `at` up until its parent is not larger. */
function rise(heap: Value[], top: number, at: number): void {
  let place = at;
  const item = heap[at] ?? null;
  while (place > top) {
    spend(1);
    const parent = (place - 1) >> 1;
    const above = heap[parent] ?? null;
    if (!lessThan(item, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = item;
}

/** Lets the item at `top` sink to a leaf along the smaller children, then rise to its place, as CPython does. */
function sink(heap: Value[], top: number): void {
  const item = heap[top] ?? null;
  let place = top;
  for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
    spend(1);
    const right = child + 1;
    if (right < heap.length && !lessThan(heap[child] ?? null, heap[right] ?? null)) child = right;
    heap[place] = heap[child] ?? null;
    place = child;
  }
  heap[place] = item;
  rise(heap, top, place);
}

function pop(heap: Value[]): Value {
  if (heap.length === 0) raise('IndexError', 'index out of range');
  const last = heap.pop() ?? null;
  if (heap.length === 0) return last;
  const smallest = heap[0] ?? null;
  heap[0] = last;
  sink(heap, 0);
  return smallest;
}

function largest(a: Arguments, reverse: boolean): Value[] {
  return sortItems(listOf(a.value('iterable')), a.value('key'), reverse).slice(0, Math.max(0, a.count('n')));
}

/** Python's `heapq`. */
export const heapqModule = new TableModule(
  'heapq',
  members([
    fn('heapify', 'heap, /', (a) => {
      const heap = heapOf(a);
      for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(heap, at);
      return null;
    }),
    fn('heappush', 'heap, item, /', (a) => {
      const heap = heapOf(a);
      heap.push(a.value('item'));
      rise(heap, 0, heap.length - 1);
      return null;
    }),
    fn('heappop', 'heap, /', (a) => pop(heapOf(a))),
    fn('heappushpop', 'heap, item, /', (a) => {
      const heap = heapOf(a);
      const [item, smallest] = [a.value('item'), heap[0]];
      if (smallest === undefined || !lessThan(smallest, item)) return item;
      heap[0] = item;
      sink(heap, 0);
      return smallest;
    }),
    fn('heapreplace', 'heap, item, /', (a) => {
      const heap = heapOf(a);
      const [smallest] = heap;
      if (smallest === undefined) raise('IndexError', 'index out of range');
      heap[0] = a.value('item');
      sink(heap, 0);
      return smallest;
    }),
    fn('nlargest', 'n, iterable, key=None', (a) => largest(a, true)),
    fn('nsmallest', 'n, iterable, key=None', (a) => largest(a, false)),
    fn('merge', '*iterables, key=None, reverse=False', (a) => {
      const all = a.rest.flatMap((source) => [...items(source)]);
      return new PyIterator('generator', sortItems(all, a.value('key'), a.flag('reverse'))[Symbol.iterator]());
    }),
  ]),
);
