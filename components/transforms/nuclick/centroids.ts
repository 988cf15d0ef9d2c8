import type { NumberArray } from '../arrays/cast.js';
import { skipZeros, wordsOf } from '../arrays/zeros.js';

/**
 * Mean row and column of each label from 1 on, in the order of labels; labels that do not occur are left out
 * (`skimage.measure.regionprops`). `labels` is a plane of whole numbers.
 */
export function centroids(labels: NumberArray, columns: number): [row: number, column: number][] {
  const largest = labels instanceof Uint8Array ? 255 : largestOf(labels);
  const counts = new Float64Array(largest + 1);
  const rows = new Float64Array(largest + 1);
  const places = new Float64Array(largest + 1);
  const words = wordsOf(labels);
  const end = labels.length;
  for (let at = skipZeros(labels, words, 0, end); at < end; at = skipZeros(labels, words, at + 1, end)) {
    const label = labels[at] as number;
    if (label < 0) continue;
    const row = Math.floor(at / columns);
    counts[label] = (counts[label] as number) + 1;
    rows[label] = (rows[label] as number) + row;
    places[label] = (places[label] as number) + at - row * columns;
  }
  const found: [number, number][] = [];
  for (let label = 1; label <= largest; label++) {
    const count = counts[label] as number;
    if (count > 0) found.push([(rows[label] as number) / count, (places[label] as number) / count]);
  }
  return found;
}

function largestOf(labels: NumberArray): number {
  let largest = 0;
  for (let index = 0; index < labels.length; index++) largest = Math.max(largest, labels[index] as number);
  return largest;
}
