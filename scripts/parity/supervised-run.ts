import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { ImageBatch } from '../../components/data/batch.js';
import { handlers } from '../../components/handlers/index.js';
import type { Engine } from '../../components/trainers/engine.js';
import { Events, IterationEvents } from '../../components/trainers/events.js';
import { SupervisedEvaluator } from '../../components/trainers/supervised-evaluator.js';
import { SupervisedTrainer } from '../../components/trainers/supervised-trainer.js';
import type { Attachable, AttachableMetric } from '../../components/trainers/workflow.js';
import { NdArray } from '../../engine/types/index.js';
import { type ArrayJson, arrayOf } from './array-json.js';
import { componentOf } from './component-of.js';
import { TinyNetwork, TinySGD } from './tiny-network.js';

type BatchJson = Readonly<Record<'image' | 'label', ArrayJson>>;

/** The run of `trainers.py`, as MONAI made it. */
export interface SupervisedRun {
  readonly weights: Readonly<Record<string, ArrayJson>>;
  readonly training: readonly BatchJson[];
  readonly validation: readonly BatchJson[];
  readonly lr: number;
  readonly momentum: number;
  readonly losses: readonly number[];
  readonly train_dice: readonly number[];
  readonly val_dice: readonly (readonly [number, readonly number[]])[];
  readonly best: readonly [number, number];
  readonly files: readonly string[];
  readonly log: readonly string[];
  readonly final: Readonly<Record<string, ArrayJson>>;
}

/** The same of ours, and how many tensors there were after each step. */
export interface OurRun
  extends Omit<SupervisedRun, 'weights' | 'training' | 'validation' | 'lr' | 'momentum' | 'final'> {
  readonly final: ReadonlyMap<string, NdArray>;
  readonly tensors: readonly number[];
}

/** Trains our tiny network on MONAI's weights and batches. */
export async function supervisedRun(run: SupervisedRun): Promise<OurRun> {
  const network = new TinyNetwork();
  network.loadStateDict(new Map(Object.entries(run.weights).map(([name, array]) => [name, arrayOf(array)])));
  const optimizer = new TinySGD(network.parameters(), run.lr, run.momentum);
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-parity-'));
  const saver = (more: Record<string, unknown>): Attachable =>
    componentOf(handlers, 'CheckpointSaver', {
      save_dir: folder,
      save_dict: { model: network },
      ...more,
    }) as Attachable;
  const fromEngine = (keys: string[], first = false): unknown => componentOf(handlers, 'from_engine', { keys, first });
  const dice = (): AttachableMetric =>
    componentOf(handlers, 'MeanDice', {
      include_background: false,
      output_transform: fromEngine(['pred', 'label']),
    }) as AttachableMetric;

  const evaluator = new SupervisedEvaluator({
    device: 'cpu',
    valDataLoader: run.validation.map(batchOf),
    network,
    postprocessing: threshold,
    keyMetric: { val_dice: dice() },
  });
  saver({ save_key_metric: true, key_metric_n_saved: 2 }).attach(evaluator);
  const trainer = new SupervisedTrainer({
    device: 'cpu',
    maxEpochs: 3,
    trainDataLoader: run.training.map(batchOf),
    network,
    optimizer,
    lossFunction: (prediction, target) => tf.mean(tf.squaredDifference(tf.sigmoid(prediction), target)),
    postprocessing: threshold,
    keyMetric: { train_dice: dice() },
    handlers: [
      componentOf(handlers, 'ValidationHandler', { interval: 1, validator: evaluator }) as Attachable,
      componentOf(handlers, 'StatsHandler', { output_transform: fromEngine(['loss'], true) }) as Attachable,
      saver({ save_final: true, save_interval: 2 }),
    ],
  });

  const log: string[] = [];
  record(trainer, 'trainer', log);
  record(evaluator, 'evaluator', log);
  const [losses, tensors, trained]: [number[], number[], number[]] = [[], [], []];
  const validated: [number, number[]][] = [];
  trainer.addEventHandler(Events.ITERATION_COMPLETED, ({ state }) => {
    const [first]: { loss?: number }[] = Array.isArray(state.output) ? state.output : [];
    losses.push(first?.loss ?? Number.NaN);
    tensors.push(tf.memory().numTensors);
  });
  trainer.addEventHandler(Events.EPOCH_COMPLETED, ({ state }) => trained.push(Number(state.metrics.train_dice)));
  evaluator.addEventHandler(Events.EPOCH_COMPLETED, ({ state }) => {
    const details = state.metricDetails.val_dice;
    const values = details instanceof NdArray ? Array.from(details.data, Number) : [];
    validated.push([Number(state.metrics.val_dice), values]);
  });
  try {
    await trainer.run();
    const files = (await readdir(folder)).sort();
    const best: [number, number] = [evaluator.state.bestMetric, evaluator.state.bestMetricEpoch];
    const final = network.stateDict();
    return { losses, tensors, train_dice: trained, val_dice: validated, best, files, log, final };
  } finally {
    network.dispose();
    optimizer.dispose();
    await rm(folder, { recursive: true });
  }
}

function batchOf({ image, label }: BatchJson): Record<string, unknown> {
  const { data, shape, dtype } = arrayOf(image);
  const metas = Array.from({ length: shape[0] ?? 0 }, (_, index) => ({ filenameOrObj: `image${index}.png` }));
  return {
    image: new ImageBatch(
      data,
      shape,
      dtype,
      metas,
      metas.map(() => []),
    ),
    label: arrayOf(label),
  };
}

function threshold(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('pred' in data) || !(data.pred instanceof NdArray)) return data;
  const { data: logits, shape } = data.pred;
  const mask = Float32Array.from(logits, (logit) => Number(1 / (1 + Math.exp(-Number(logit))) > 0.5));
  return { ...data, pred: new NdArray(mask, shape, 'float32') };
}

/** Logs the events that `trainers.py` logs, in the order it adds its handlers. */
function record(engine: Engine, name: string, log: string[]): void {
  for (const event of [...Events.all(), ...IterationEvents.all()]) {
    if (event === Events.EXCEPTION_RAISED || event === Events.TERMINATE_SINGLE_EPOCH) continue;
    engine.addEventHandler(event, ({ state }) => log.push(`${name} ${event.name} ${state.epoch} ${state.iteration}`));
  }
}
