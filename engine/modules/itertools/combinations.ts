import { spend } from '../../expression/budget.js';
import { Tuple, type Value } from '../../values/index.js';

/* Selections from pools, in the order of positions, as CPython yields them. */

/** One item of each pool, the last varying fastest. */
export function* productOf(pools: readonly (readonly Value[])[]): Generator<Value, void> {
  if (pools.some((pool) => pool.length === 0)) return;
  const at = new Array<number>(pools.length).fill(0);
  for (;;) {
    spend(1 + pools.length);
    yield new Tuple(pools.map((pool, i) => pool[at[i] ?? 0] ?? null));
    let place = pools.length - 1;
    for (; place >= 0; place--) {
      const next = (at[place] ?? 0) + 1;
      if (next < (pools[place]?.length ?? 0)) {
        at[place] = next;
        break;
      }
      at[place] = 0;
    }
    if (place < 0) return;
  }
}

/** Ordered selections without repeating a position. */
export function* permutationsOf(pool: readonly Value[], size: number): Generator<Value, void> {
  if (size > pool.length) return;
  const chosen: number[] = [];
  const used = new Set<number>();
  function* extend(): Generator<Value, void> {
    spend(1);
    if (chosen.length === size) {
      yield new Tuple(chosen.map((i) => pool[i] ?? null));
      return;
    }
    for (let i = 0; i < pool.length; i++) {
      if (used.has(i)) continue;
      chosen.push(i);
      used.add(i);
      yield* extend();
      used.delete(i);
      chosen.pop();
    }
  }
  yield* extend();
}

/** Selections in the order of the pool; `again` allows a position to be repeated. */
function* selections(pool: readonly Value[], size: number, again: boolean): Generator<Value, void> {
  const chosen: number[] = [];
  function* extend(from: number): Generator<Value, void> {
    spend(1);
    if (chosen.length === size) {
      yield new Tuple(chosen.map((i) => pool[i] ?? null));
      return;
    }
    const last = again ? pool.length : pool.length - (size - chosen.length) + 1;
    for (let i = from; i < last; i++) {
      chosen.push(i);
      yield* extend(again ? i : i + 1);
      chosen.pop();
    }
  }
  yield* extend(0);
}

export function combinationsOf(pool: readonly Value[], size: number): Generator<Value, void> {
  return selections(pool, size, false);
}

export function repeatedCombinationsOf(pool: readonly Value[], size: number): Generator<Value, void> {
  return selections(pool, size, true);
}
