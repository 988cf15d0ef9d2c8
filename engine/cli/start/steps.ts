import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../run.js';
import { packageRoot } from '../../types/package-files.js';
import { progress } from '../../types/progress.js';
import type { Recording } from './curve-recorder.js';
import { drawCurves } from './curves.js';

/** What the steps of `medbundle start` share. */
export interface StartContext {
  /** Holds everything that start makes. */
  readonly folder: string;
  /** Curves and overlays: what a person wants to look at. */
  readonly results: string;
  readonly epochs: number;
  readonly seed: number;
  /** Patches to train on, at most. */
  readonly limit: number;
  readonly threads: number | undefined;
  readonly backend: string | undefined;
  readonly recording: Recording;
  /** Dice of the saved model on the validation patches, once evaluated. */
  evaluated: number | undefined;
}

/** One step: what it says it does, and doing it. */
export interface StartStep {
  readonly title: string;
  run(context: StartContext): Promise<void>;
}

/** From nothing to overlays, through the bundle's own configs. */
export const steps: readonly StartStep[] = [
  { title: 'Drawing tissue', run: drawTissue },
  { title: 'Cutting one patch for each nucleus', run: cutPatches },
  { title: 'Training', run: train },
  { title: 'Evaluating the best model', run: evaluate },
  { title: 'Segmenting the nuclei that were clicked on', run: infer },
  { title: 'Drawing curves', run: drawReport },
];

async function drawTissue({ folder, seed }: StartContext): Promise<void> {
  const { drawDemo } = await import('../../../scripts/data/demo.js');
  const bar = progress.start({ label: 'Drawing', unit: 'images' });
  await drawDemo({ output: join(folder, 'tissue'), seed, trainImages: 6, testImages: 2, onProgress: () => bar.tick() });
  bar.done();
}

async function cutPatches({ folder, limit, threads }: StartContext): Promise<void> {
  const { prepareConsep } = await import('../../../scripts/data/consep.js');
  const bar = progress.start({ label: 'Cutting', unit: 'images' });
  const input = join(folder, 'tissue');
  await prepareConsep({ input, output: join(folder, 'data'), limit, threads, onProgress: () => bar.tick() });
  bar.done();
}

async function train(context: StartContext): Promise<void> {
  const watched = {
    '+train#handlers': [{ _target_: 'CurveRecorder', part: 'training' }],
    '+validate#handlers': [{ _target_: 'CurveRecorder', part: 'validation' }],
  };
  const overrides = { ...common(context), max_epochs: context.epochs, learning_rate: 0.002 };
  await run({ configFile: [config('train'), watched], overrides, ...quietly(context) });
}

async function evaluate(context: StartContext): Promise<void> {
  const watched = { '+validate#handlers': [{ _target_: 'CurveRecorder', part: 'validation' }] };
  const before = context.recording.metric('validation').length;
  const configFile = [config('train'), config('evaluate'), watched];
  await run({ configFile, overrides: common(context), ...quietly(context) });
  context.evaluated = context.recording.metric('validation')[before]?.[1];
}

async function infer(context: StartContext): Promise<void> {
  const { cache_rate, num_workers, batch_size, ...others } = common(context);
  const overrides = {
    ...others,
    dataset_dir: join(context.folder, 'data', 'Whole'),
    output_dir: context.results,
    limit: 2,
  };
  await run({ configFile: config('inference'), overrides, workflowType: 'infer', ...quietly(context) });
}

async function drawReport({ results, recording, epochs }: StartContext): Promise<void> {
  const dice = { title: 'Dice', xLabel: 'epoch', yLabel: 'mean Dice', yMin: 0, yMax: 1 };
  const svg = drawCurves([
    {
      title: 'Loss',
      xLabel: 'step',
      yLabel: 'Dice loss',
      series: [{ name: 'training', points: recording.losses }],
    },
    {
      ...dice,
      series: (['training', 'validation'] as const).map((part) => ({
        name: part,
        points: recording.metric(part).slice(0, epochs),
      })),
    },
  ]);
  const { default: sharp } = await import('sharp');
  await writeFile(join(results, 'curves.svg'), svg);
  await sharp(Buffer.from(svg), { density: 144 }).png().toFile(join(results, 'curves.png'));
}

/** Overrides that every run of the bundle gets: its folders, and a network small enough for a laptop. */
function common({ folder }: StartContext) {
  return {
    bundle_root: bundleRoot,
    dataset_dir: join(folder, 'data'),
    ckpt_dir: join(folder, 'models'),
    output_dir: join(folder, 'eval'),
    batch_size: 8,
    cache_rate: 1,
    num_workers: 0,
    amp: false,
    'network_def#features': [16, 16, 32, 64, 64, 16],
  };
}

/** The bundle's logging config would write every step, and saved configs would name what only `start` has. */
function quietly({ backend, threads }: StartContext) {
  return { backend, threads, loggingFile: false, saveConfig: false } as const;
}

/** The bundle that ships with medbundle. */
const bundleRoot = join(packageRoot, 'bundles', 'pathology_nuclick_annotation');

function config(name: string): string {
  return join(bundleRoot, 'configs', `${name}.json`);
}
