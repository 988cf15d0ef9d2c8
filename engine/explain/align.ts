/** A place in the first list and one in the second that belong together; undefined where one has no partner. */
export type Pair = readonly [first: number | undefined, second: number | undefined];

/** Tables larger than this (about 3000 items each) are not made: items are matched by their places instead. */
const mostCells = 10_000_000;

/**
 * Matches the items of two lists in order: equal ones first (a longest common subsequence), then, between those, items that
 * `mayMatch`, and the rest stands alone.
 */
export function aligned(
  first: readonly string[],
  second: readonly string[],
  mayMatch: (first: number, second: number) => boolean,
): Pair[] {
  const pairs: Pair[] = [];
  let from = 0;
  let to = 0;
  for (const [nextFrom, nextTo] of [...common(first, second), [first.length, second.length] as const]) {
    while (from < nextFrom && to < nextTo) {
      if (mayMatch(from, to)) pairs.push([from++, to++]);
      else if (nextFrom - from >= nextTo - to) pairs.push([from++, undefined]);
      else pairs.push([undefined, to++]);
    }
    while (from < nextFrom) pairs.push([from++, undefined]);
    while (to < nextTo) pairs.push([undefined, to++]);
    if (nextFrom < first.length) pairs.push([from++, to++]);
  }
  return pairs;
}

/** The places of a longest common subsequence. */
function common(first: readonly string[], second: readonly string[]): (readonly [number, number])[] {
  const columns = second.length + 1;
  if (first.length * columns > mostCells) return [];
  const lengths = new Uint32Array((first.length + 1) * columns);
  for (let i = first.length - 1; i >= 0; i--) {
    for (let j = second.length - 1; j >= 0; j--) {
      const below = lengths[(i + 1) * columns + j] ?? 0;
      const right = lengths[i * columns + j + 1] ?? 0;
      const diagonal = lengths[(i + 1) * columns + j + 1] ?? 0;
      lengths[i * columns + j] = first[i] === second[j] ? diagonal + 1 : Math.max(below, right);
    }
  }
  const places: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < first.length && j < second.length; ) {
    if (first[i] === second[j]) places.push([i++, j++]);
    else if ((lengths[(i + 1) * columns + j] ?? 0) >= (lengths[i * columns + j + 1] ?? 0)) i++;
    else j++;
  }
  return places;
}
