import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DTypeName, dtypes, NdArray } from '../../engine/types/index.js';
import { packageRoot } from '../../engine/types/package-files.js';

/** An array in a fixture, as `array_json.py` writes it. */
export interface ArrayJson {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  /** Base64 of the little-endian elements. */
  readonly data: string;
}

/** One measured deviation from MONAI. */
export interface Difference {
  readonly component: string;
  readonly case: string;
  /** The largest absolute difference. */
  readonly difference: number;
  readonly tolerance: number;
}

export function arrayOf({ dtype, shape, data }: ArrayJson): NdArray {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return new NdArray(new dtypes[dtype](bytes.buffer), shape, dtype);
}

/** The largest absolute difference; NaN equals NaN, and arrays of different shapes are infinitely different. */
export function largestDifference(a: NdArray, b: NdArray): number {
  if (a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < a.data.length; index++) {
    const [x, y] = [Number(a.data[index]), Number(b.data[index])];
    if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const difference = Math.abs(x - y);
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

/** Reads `test/fixtures/parity/<family>/<component>.json`. */
export async function readFixture<T>(family: string, component: string): Promise<T> {
  return JSON.parse(await readFile(join(fixtures, family, `${component}.json`), 'utf8'));
}

/** The folder of the fixtures, a folder for each family. */
export const fixtures = join(packageRoot, 'test', 'fixtures', 'parity');
