import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, parse, relative, resolve, sep } from 'node:path';
import { Piscina } from 'piscina';
import { BundleError, fail } from '../../engine/errors.js';
import { workerFile } from '../../engine/types/worker-file.js';
import { type LabelledImage, type PartName, parts, readLayout } from './consep/layout.js';
import type { PatchAnswer } from './consep/patch-worker.js';
import { cutPatches, type PatchResult, type PatchTask } from './consep/patches.js';
import { replaceFolder } from './replace-folder.js';

export interface ConsepOptions {
  /** Folder in CoNSeP's layout: `Train|Test/Images/*.png` and `Labels/*.mat`. */
  readonly input: string;
  /** Folder to make; one that an earlier call made is replaced. */
  readonly output: string;
  /** Side of a patch in pixels. Default 128. */
  readonly cropSize?: number;
  /** Patches at most in each part; 0, the default, for all. */
  readonly limit?: number;
  /** Nuclei with fewer pixels in their patch are left out. Default 80. */
  readonly minArea?: number;
  /** Nuclei whose centre is nearer to the border, in pixels, are left out. Default 20. */
  readonly minDistance?: number;
  /** Threads at most; by default as many as there are cores. */
  readonly threads?: number;
  /** Called after each image. */
  readonly onProgress?: (progress: ConsepProgress) => void;
}

export interface ConsepProgress {
  readonly part: PartName;
  /** Images done, and images in all. */
  readonly done: number;
  readonly total: number;
  /** Patches written so far, in both parts. */
  readonly patches: number;
}

export interface ConsepSummary {
  readonly output: string;
  /** The data list that train.json reads. */
  readonly datasetJson: string;
  readonly parts: Readonly<Partial<Record<PartName, PartSummary>>>;
}

export interface PartSummary {
  readonly images: number;
  readonly patches: number;
  /** Nuclei left out: too few pixels, or too near to the border. */
  readonly tooSmall: number;
  readonly nearBorder: number;
}

/**
 * Makes the NuClick data set out of CoNSeP:
 *
 *     <input>/Train|Test/{Images/*.png, Labels/*.mat}
 *       → <output>/dataset.json                                    training and validation lists
 *         <output>/Train|Test/{Images,Labels}/<image>_<class>_<id>.png    a patch and its label for each nucleus
 *         <output>/Train|Test/Centroids/<image>_<class>_<id>.txt          the click on it, [[x, y]]
 *         <output>/Whole/Test/{Images,Centroids}                          whole images, each with all its clicks
 *
 * The first three are what MONAI's data_process script writes (see {@link cutPatches} for the two mistakes not
 * repeated); `Whole` serves inference on images of any size. A run that fails leaves `output` as it was.
 *
 * @throws BundleError file_missing, bad_layout or unreadable_file for what is wrong with the input; bad_layout when `output`
 * holds something else
 */
export async function prepareConsep(options: ConsepOptions): Promise<ConsepSummary> {
  // 1. What is there?
  const input = resolve(options.input);
  const output = resolve(options.output);
  const layout = await readLayout(input);
  refuseInput(input, output);

  return replaceFolder(output, prepared, async (work) => {
    // 2. Cut.
    const results = await cutAll(layout, work, output, options);

    // 3. List.
    const lists = Object.fromEntries(
      [...results].map(([part, images]) => [parts[part], images.flatMap(({ records }) => records)]),
    );
    await writeFile(join(work, 'dataset.json'), JSON.stringify(lists, null, 2));
    await writeWhole(join(work, 'Whole', 'Test'), layout.get('Test') ?? [], results.get('Test') ?? []);
    return {
      output,
      datasetJson: join(output, 'dataset.json'),
      parts: Object.fromEntries([...results].map(([part, images]) => [part, summary(images)])),
    };
  });
}

/** What tells a data set that an earlier call made. */
const prepared = { mark: 'dataset.json', entries: ['Train', 'Test', 'Whole'] };

/** The output folder is replaced whole, so the input must not be in it. */
function refuseInput(input: string, output: string): void {
  const [first] = relative(output, input).split(sep);
  if (first === '..') return;
  const problem = 'the output folder would replace the input';
  fail({ family: 'data', code: 'bad_layout', path: output, problem, fix: 'choose another output folder' });
}

type Layout = ReadonlyMap<PartName, readonly LabelledImage[]>;

async function cutAll(
  layout: Layout,
  work: string,
  output: string,
  { cropSize = 128, limit = 0, minArea = 80, minDistance = 20, threads, onProgress }: ConsepOptions,
): Promise<Map<PartName, PatchResult[]>> {
  const total = [...layout.values()].reduce((sum, images) => sum + images.length, 0);
  const cutters = Math.min(threads ?? availableParallelism(), total);
  const cut = limit > 0 || cutters < 2 || total < 4 ? inProcess() : inThreads(cutters);
  const results = new Map<PartName, PatchResult[]>();
  let done = 0;
  let patches = 0;
  try {
    for (const [part, images] of layout) {
      const folder = join(work, part);
      for (const kind of ['Images', 'Labels', 'Centroids']) await mkdir(join(folder, kind), { recursive: true });
      const cutOne = async (image: LabelledImage, left: number): Promise<PatchResult> => {
        const finalFolder = join(output, part);
        const result = await cut.run({ ...image, folder, finalFolder, cropSize, minArea, minDistance, limit: left });
        patches += result.records.length;
        done++;
        onProgress?.({ part, done, total, patches });
        return result;
      };
      results.set(part, limit > 0 ? await inTurn(images, limit, cutOne) : await atOnce(images, cutOne));
    }
  } finally {
    await cut.end();
  }
  return results;
}

interface Cutter {
  run(task: PatchTask): Promise<PatchResult>;
  end(): Promise<void>;
}

function inProcess(): Cutter {
  return { run: cutPatches, end: async () => undefined };
}

function inThreads(count: number): Cutter {
  const filename = workerFile('scripts/data/consep/patch-worker');
  const pool = new Piscina<PatchTask, PatchAnswer>({
    filename,
    minThreads: count,
    maxThreads: count,
    execArgv: [],
  });
  return {
    run: async (task) => {
      const answer = await pool.run(task);
      if ('failure' in answer) throw new BundleError(answer.failure);
      return answer.result;
    },
    end: () => pool.destroy(),
  };
}

/** All images; the first failure is thrown when the others have ended, so that none still writes. */
async function atOnce(
  images: readonly LabelledImage[],
  cutOne: (image: LabelledImage, limit: number) => Promise<PatchResult>,
): Promise<PatchResult[]> {
  const settled = await Promise.allSettled(images.map((image) => cutOne(image, 0)));
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** Image after image until there are `limit` patches. */
async function inTurn(
  images: readonly LabelledImage[],
  limit: number,
  cutOne: (image: LabelledImage, limit: number) => Promise<PatchResult>,
): Promise<PatchResult[]> {
  const results: PatchResult[] = [];
  let left = limit;
  for (const image of images) {
    if (left === 0) break;
    const result = await cutOne(image, left);
    left -= result.records.length;
    results.push(result);
  }
  return results;
}

/** The images as they are, each with the clicks on all nuclei that got a patch. */
async function writeWhole(
  folder: string,
  images: readonly LabelledImage[],
  results: readonly PatchResult[],
): Promise<void> {
  for (const kind of ['Images', 'Centroids']) await mkdir(join(folder, kind), { recursive: true });
  for (const [index, { clicks }] of results.entries()) {
    const image = images[index]?.image;
    if (image === undefined || clicks.length === 0) continue;
    const { name, base } = parse(image);
    await copyFile(image, join(folder, 'Images', base));
    await writeFile(join(folder, 'Centroids', `${name}.txt`), JSON.stringify(clicks));
  }
}

function summary(images: readonly PatchResult[]): PartSummary {
  const sum = (count: (result: PatchResult) => number): number =>
    images.reduce((total, result) => total + count(result), 0);
  return {
    images: images.length,
    patches: sum(({ records }) => records.length),
    tooSmall: sum(({ tooSmall }) => tooSmall),
    nearBorder: sum(({ nearBorder }) => nearBorder),
  };
}
