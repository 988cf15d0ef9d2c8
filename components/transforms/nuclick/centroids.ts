import type { NumberArray } from '../arrays/cast.js';

/**
 * Mean row and column of each label from 1 on, in the order of labels; labels that do not occur are left out
 * (`skimage.measure.regionprops`). `labels` is a plane of whole numbers.
 */
export function centroids(labels: NumberArray, columns: number): [row: number, column: number][] {
  const largest = labels instanceof Uint8Array ? 255 : largestOf(labels);
  const counts = new Float64Array(largest + 1);
  const rows = new Float64Array(largest + 1);
  const places = new Float64Array(largest + 1);
  for (let row = 0, index = 0; index < labels.length; row++) {
    for (let column = 0; column < columns; column++, index++) {
      const label = labels[index] as number;
      if (label <= 0) continue;
      counts[label] = (counts[label] as number) + 1;
      rows[label] = (rows[label] as number) + row;
      places[label] = (places[label] as number) + column;
    }
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
