import { camelCase, snakeCase } from '../../../engine/registry/case.js';
import type { ImageMeta } from '../../../engine/types/index.js';
import { side } from '../arrays/affine.js';

/** Metadata as configs and handlers meet it, under MONAI's names: `filename_or_obj`, `spatial_shape`, … */
export type MetaDict = Record<string, unknown>;

const matrices: ReadonlySet<string> = new Set(['affine', 'originalAffine']);

/** An image's metadata as MONAI's `<key>_meta_dict` shows it: snake_case names, matrices as lists of rows. */
export function metaDict(meta: ImageMeta): MetaDict {
  const dict: MetaDict = {};
  for (const [name, value] of Object.entries(meta)) {
    if (value === undefined) continue;
    dict[snakeCase(name)] = matrices.has(name) && isNumbers(value) ? rows(value) : value;
  }
  return dict;
}

/** The metadata that a `<key>_meta_dict` stands for; the reverse of {@link metaDict}. */
export function metaFromDict(dict: Readonly<MetaDict>): ImageMeta {
  const meta: ImageMeta = {};
  for (const [key, value] of Object.entries(dict)) {
    const name = camelCase(key);
    meta[name] = matrices.has(name) && Array.isArray(value) ? value.flat() : value;
  }
  return meta;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function rows(matrix: readonly number[]): number[][] {
  const n = side(matrix);
  return Array.from({ length: n }, (_, row) => matrix.slice(row * n, (row + 1) * n));
}
