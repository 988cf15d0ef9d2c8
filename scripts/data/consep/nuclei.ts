import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { fail } from '../../../engine/errors.js';
import type { NdArray } from '../../../engine/types/index.js';
import { type MatValue, readMat } from '../mat/read.js';
import type { Pixels } from '../png.js';
import type { LabelledImage } from './layout.js';

/** One annotated nucleus. */
export interface Nucleus {
  /** Its number in the instance map, from 1. */
  readonly id: number;
  /** CoNSeP's class merged as the NuClick model wants it: see {@link mergedClass}. */
  readonly classId: number;
  /** Centre, in whole pixels. */
  readonly row: number;
  readonly column: number;
}

/** An image with its nuclei. */
export interface NucleiImage {
  readonly pixels: Pixels;
  /** The number of the nucleus each pixel belongs to, 0 for none; as large as the image. */
  readonly instances: Int32Array;
  readonly nuclei: readonly Nucleus[];
}

/**
 * CoNSeP's seven classes as the three of the NuClick model and 1 (other): healthy (3) and malignant (4) epithelium are
 * 3; fibroblasts (5), muscle (6) and endothelium (7), all spindle-shaped, are 4; 1 and 2 (inflammatory) stay.
 */
export function mergedClass(classId: number): number {
  if (classId === 3 || classId === 4) return 3;
  if (classId >= 5 && classId <= 7) return 4;
  return classId;
}

/**
 * Reads an image and its annotation: `inst_map` [H, W] (0 for background), `inst_type` [N, 1] and `inst_centroid` [N, 2]
 * (x, y), where row k − 1 belongs to nucleus k.
 *
 * @throws BundleError unreadable_file for a damaged file, bad_layout for missing variables or sizes that differ
 */
export async function readNuclei({ image, label }: LabelledImage): Promise<NucleiImage> {
  const [pixels, mat] = await Promise.all([readPixels(image), readFile(label)]);
  const variables = readMat(mat, label);
  const map = numeric(variables, 'inst_map', label);
  const types = numeric(variables, 'inst_type', label);
  const centroids = numeric(variables, 'inst_centroid', label);

  const [height, width] = map.shape;
  if (map.shape.length !== 2 || height !== pixels.height || width !== pixels.width) {
    mismatch(label, `inst_map is ${map.shape.join('×')}, but "${image}" has ${pixels.height}×${pixels.width} pixels`);
  }
  const count = types.size;
  if (centroids.size !== 2 * count || (count > 0 && centroids.shape[1] !== 2)) {
    mismatch(
      label,
      `inst_type has ${count} entries, but inst_centroid is ${centroids.shape.join('×')}, not ${count}×2`,
    );
  }
  const nuclei = Array.from(
    { length: count },
    (_, index): Nucleus => ({
      id: index + 1,
      classId: mergedClass(Math.trunc(Number(types.data[index]))),
      row: Math.trunc(Number(centroids.data[2 * index + 1])),
      column: Math.trunc(Number(centroids.data[2 * index])),
    }),
  );
  const nowhere = nuclei.find(({ row, column }) => !Number.isFinite(row + column));
  if (nowhere) mismatch(label, `inst_centroid gives no place for nucleus ${nowhere.id}`);
  const instances = map.data instanceof BigInt64Array ? Int32Array.from(map.data, Number) : new Int32Array(map.data);
  return { pixels, instances, nuclei };
}

async function readPixels(path: string): Promise<Pixels> {
  try {
    // The numbers in the file, whatever its colour profile: what Pillow gives.
    const { data, info } = await sharp(path, { ignoreIcc: true })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels === 3) return { data, width: info.width, height: info.height, channels: 3 };
    const rgb = new Uint8Array(info.width * info.height * 3);
    for (let index = 0; index < rgb.length; index++) rgb[index] = data[Math.floor(index / 3) * info.channels] ?? 0;
    return { data: rgb, width: info.width, height: info.height, channels: 3 };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return fail({ family: 'data', code: 'unreadable_file', path, problem }, { cause });
  }
}

function numeric(variables: ReadonlyMap<string, MatValue>, name: string, path: string): NdArray {
  const value = variables.get(name);
  if (value?.kind === 'array') return value.array;
  const names = [...variables.keys()].join(', ') || 'nothing';
  fail({
    family: 'data',
    code: 'bad_layout',
    path,
    problem: value
      ? `the variable "${name}" is not a numeric array`
      : `it has no variable "${name}" (it holds ${names})`,
    fix: 'CoNSeP labels hold inst_map, inst_type and inst_centroid',
  });
}

function mismatch(path: string, problem: string): never {
  fail({ family: 'data', code: 'bad_layout', path, problem, fix: 'use the image and the label of the same field' });
}
