import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { zlibSync } from 'fflate';
import { Philox } from '../../components/random/philox.js';
import { NdArray } from '../../engine/types/index.js';
import { drawTissue, type Tissue } from './demo/tissue.js';
import { writeMat } from './mat/write.js';
import { encodePng } from './png.js';
import { replaceFolder } from './replace-folder.js';

export interface DemoOptions {
  /** Folder to make. An earlier demo is replaced, anything else refused. */
  readonly output: string;
  /** Another seed draws other tissue. Default 0. */
  readonly seed?: number;
  /** Default 16. */
  readonly trainImages?: number;
  /** Default 4. */
  readonly testImages?: number;
  /** Side of an image in pixels, at least 64. Default 256. */
  readonly size?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface DemoSummary {
  readonly output: string;
  readonly images: number;
  readonly nuclei: number;
}

/**
 * Draws an artificial data set in CoNSeP's layout, `Train|Test/Images/*.png` and `Labels/*.mat` (`inst_map`, `type_map`,
 * `inst_type`, `inst_centroid`, all float64 as in CoNSeP), so that nobody needs a download to start. It looks like H&E
 * stained tissue and holds all seven classes, but it is drawn: results on it say nothing about real tissue. The same
 * options give the same bytes on every machine.
 *
 * @throws BundleError bad_layout when `output` holds something else
 */
export async function drawDemo({
  output: folder,
  seed = 0,
  trainImages = 16,
  testImages = 4,
  size = 256,
  onProgress,
}: DemoOptions): Promise<DemoSummary> {
  const output = resolve(folder);
  let done = 0;
  let nuclei = 0;
  return replaceFolder(output, { mark: note, entries: ['Train', 'Test'] }, async (work) => {
    for (const [part, count] of [
      ['Train', trainImages],
      ['Test', testImages],
    ] as const) {
      await mkdir(join(work, part, 'Images'), { recursive: true });
      await mkdir(join(work, part, 'Labels'), { recursive: true });
      for (let number = 1; number <= count; number++) {
        const tissue = drawTissue(new Philox(seed).fork('demo').fork(part).fork(number), size, size);
        const name = `${part.toLowerCase()}_${number}`;
        await writeFile(join(work, part, 'Images', `${name}.png`), pngOf(tissue));
        await writeFile(join(work, part, 'Labels', `${name}.mat`), matOf(tissue));
        nuclei += tissue.types.length;
        done++;
        onProgress?.({ done, total: trainImages + testImages });
      }
    }
    await writeFile(join(work, note), `Drawn by medbundle (seed ${seed}): no real tissue, in CoNSeP's layout.\n`);
    return { output, images: done, nuclei };
  });
}

/** Says what the folder holds, and that it may be drawn again. */
const note = 'drawn.txt';

function pngOf({ pixels, width, height }: Tissue): Uint8Array {
  return encodePng({ data: pixels, width, height, channels: 3 }, (bytes) => zlibSync(bytes, { level: 6 }));
}

function matOf({ width, height, instances, types, centroids }: Tissue): Uint8Array {
  const typeMap = Float64Array.from(instances, (id) => types[id - 1] ?? 0);
  return writeMat({
    inst_map: new NdArray(Float64Array.from(instances), [height, width], 'float64'),
    type_map: new NdArray(typeMap, [height, width], 'float64'),
    inst_type: new NdArray(Float64Array.from(types), [types.length, 1], 'float64'),
    inst_centroid: new NdArray(Float64Array.from(centroids.flat()), [types.length, 2], 'float64'),
  });
}
