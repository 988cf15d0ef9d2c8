import { writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fail } from '../../../engine/errors.js';
import { encodeMask, PngCutter } from '../png.js';
import type { LabelledImage } from './layout.js';
import { type NucleiImage, type Nucleus, readNuclei } from './nuclei.js';

/** What to cut out of an image, and where to write it. */
export interface PatchTask extends LabelledImage {
  /** The part's folder, with `Images`, `Labels` and `Centroids` in it. */
  readonly folder: string;
  /** Where that folder will be at the end: the paths in the records say so. */
  readonly finalFolder: string;
  readonly cropSize: number;
  /** Nuclei with fewer pixels inside their patch are left out. */
  readonly minArea: number;
  /** Nuclei whose centre is nearer to the border of the image, in pixels, are left out. */
  readonly minDistance: number;
  /** Stop after this many patches; 0 for no limit. */
  readonly limit: number;
}

/** An entry of dataset.json. */
export interface PatchRecord {
  readonly image: string;
  readonly label: string;
  readonly nuclei_id: number;
  readonly mask_value: number;
  /** Centre of the nucleus inside the patch: row, column. */
  readonly centroid: readonly [row: number, column: number];
}

export interface PatchResult {
  readonly records: PatchRecord[];
  /** Nuclei left out: too few pixels, or too near to the border. */
  readonly tooSmall: number;
  readonly nearBorder: number;
  /** Centres (x, y) of the nuclei that got a patch, in the whole image. */
  readonly clicks: (readonly [x: number, y: number])[];
}

/** Value of the other nuclei in a label. */
const others = 255;

/**
 * Writes a patch for each nucleus of one image: `Images/<image>_<class>_<id>.png` (RGB), `Labels/….png` (the nucleus by its
 * class, other nuclei 255) and `Centroids/….txt`, the click on it as inference reads it: `[[x, y]]`, x along the width.
 *
 * A patch that would leave the image is moved inside. This follows the data_process script of MONAI's
 * pathology_nuclick_annotation bundle but for two mistakes: that script takes the image's width for its height, so on
 * images that are not square it cuts patches short and loses nuclei; and it writes clicks as row, column, although MONAI's
 * image readers put the width first, so clicks in moved patches miss their nucleus.
 *
 * @throws BundleError as {@link readNuclei}, and bad_layout for an image smaller than a patch
 */
export async function cutPatches(task: PatchTask): Promise<PatchResult> {
  const source = await readNuclei(task);
  const { width, height } = source.pixels;
  const { cropSize, minArea, minDistance } = task;
  if (width < cropSize || height < cropSize) {
    fail({
      family: 'data',
      code: 'bad_layout',
      path: task.image,
      problem: `its ${width}×${height} pixels are too few for patches of ${cropSize}×${cropSize}`,
      fix: `choose a crop size of ${Math.min(width, height)} or less`,
    });
  }
  const cutter = new PngCutter(source.pixels);
  const result: PatchResult = { records: [], tooSmall: 0, nearBorder: 0, clicks: [] };
  let tooSmall = 0;
  let nearBorder = 0;
  for (const nucleus of source.nuclei) {
    if (task.limit > 0 && result.records.length >= task.limit) break;
    const { row, column } = nucleus;
    const top = start(row, cropSize, height);
    const left = start(column, cropSize, width);
    const { label, area } = cutLabel(source, nucleus, top, left, cropSize);
    if (area < minArea) tooSmall++;
    else if (Math.min(row, column, height - row, width - column) < minDistance) nearBorder++;
    else {
      const image = cutter.cut(top, left, cropSize, cropSize);
      const mask = encodeMask(label, cropSize, cropSize);
      result.records.push(write(task, nucleus, image, mask, [row - top, column - left]));
      result.clicks.push([column, row]);
    }
  }
  return { ...result, tooSmall, nearBorder };
}

/** Where a patch of `size` around `centre` begins, kept within 0 and `extent`. */
function start(centre: number, size: number, extent: number): number {
  return Math.min(Math.trunc(Math.max(centre - size / 2, 0)), extent - size);
}

function cutLabel(
  { instances, pixels }: NucleiImage,
  { id, classId }: Nucleus,
  top: number,
  left: number,
  size: number,
): { label: Uint8Array; area: number } {
  const data = new Uint8Array(size * size);
  let area = 0;
  for (let row = 0, to = 0; row < size; row++) {
    let from = (top + row) * pixels.width + left;
    for (let column = 0; column < size; column++, from++, to++) {
      const instance = instances[from] ?? 0;
      if (instance === id) {
        data[to] = classId;
        area++;
      } else if (instance > 0) data[to] = others;
    }
  }
  // A nucleus of class 0 is background.
  return { label: data, area: classId === 0 ? 0 : area };
}

function write(
  task: PatchTask,
  { id, classId }: Nucleus,
  image: Uint8Array,
  label: Uint8Array,
  centroid: readonly [row: number, column: number],
): PatchRecord {
  const name = `${parse(task.image).name}_${classId}_${String(id).padStart(4, '0')}`;
  const [row, column] = centroid;
  // Thousands of small files: the synchronous calls take half the time of the asynchronous ones.
  writeFileSync(join(task.folder, 'Images', `${name}.png`), image);
  writeFileSync(join(task.folder, 'Labels', `${name}.png`), label);
  writeFileSync(join(task.folder, 'Centroids', `${name}.txt`), `[[${column}, ${row}]]`);
  return {
    image: join(task.finalFolder, 'Images', `${name}.png`),
    label: join(task.finalFolder, 'Labels', `${name}.png`),
    nuclei_id: id,
    mask_value: classId,
    centroid,
  };
}
