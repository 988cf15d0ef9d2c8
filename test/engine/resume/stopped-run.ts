import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import type { Engine } from '../../../components/trainers/engine.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { component } from '../../../engine/registry/component.js';
import { registerComponent } from '../../../engine/registry/registry.js';
import { run } from '../../../engine/run.js';
import { interruption } from '../../../engine/types/interrupt.js';
import { redirectStreams } from '../../../engine/types/streams.js';
import type { WorkflowOptions } from '../../../engine/workflow/workflow-options.js';
import { readEvents } from '../../../scripts/parity/event-records.js';

registerShippedComponents();

/** When to ask the process to stop: at the n-th time that an event comes to a trainer (`train`) or evaluator (`validate`). */
export interface StopPlace {
  readonly of: 'train' | 'validate';
  readonly event: string;
  readonly count: number;
  /** It crashes there, instead of being asked to stop. */
  readonly crashes?: boolean;
}

let stopPlace: StopPlace | null = null;

registerComponent(
  component({
    name: 'StopSwitch',
    modules: [],
    kind: 'handler',
    description: 'Stops a run where a test says.',
    arguments: Type.Object({ of: Type.String({ description: 'Which engine it is attached to.' }) }),
    create: ({ of }) => ({
      attach(engine: Engine): void {
        const place = stopPlace;
        if (place?.of !== of) return;
        let seen = 0;
        engine.addEventHandler(place.event, () => {
          if (++seen !== place.count) return;
          if (place.crashes) throw new Error('a crash');
          interruption.request();
        });
      },
    }),
  }),
);

/** A small training with everything a run's state can hide in, and `more` as a layer over it. */
export function trainingConfig(
  folder: string,
  list: readonly unknown[],
  more: Record<string, unknown> = {},
): Record<string, unknown>[] {
  const output = "$monai.handlers.from_engine(['pred', 'label'])";
  const preprocessing = (random: unknown[]) => ({
    _target_: 'Compose',
    transforms: [
      { _target_: 'LoadImaged', keys: ['image', 'label'], image_only: true },
      { _target_: 'EnsureChannelFirstd', keys: ['image', 'label'] },
      { _target_: 'ScaleIntensityd', keys: ['image'] },
      ...random,
      { _target_: 'CastToTyped', keys: ['image', 'label'], dtype: '$torch.float32' },
    ],
  });
  const config = {
    imports: ['$import monai'],
    output_dir: join(folder, 'out'),
    ckpt_dir: join(folder, 'models'),
    max_epochs: 3,
    learning_rate: 0.02,
    num_workers: 0,
    network: {
      _target_: 'BasicUNet',
      spatial_dims: 2,
      in_channels: 3,
      features: [2, 2, 4, 4, 4, 2],
      out_channels: 1,
      dropout: 0.2,
    },
    optimizer: { _target_: 'torch.optim.Adam', params: '$@network.parameters()', lr: '@learning_rate' },
    lr_scheduler: { _target_: 'torch.optim.lr_scheduler.StepLR', optimizer: '@optimizer', step_size: 1, gamma: 0.8 },
    train: {
      dataset: {
        _target_: 'CacheDataset',
        data: list.slice(0, 6),
        transform: preprocessing([
          { _target_: 'RandFlipd', keys: ['image', 'label'], prob: 0.5 },
          { _target_: 'RandRotate90d', keys: ['image', 'label'], prob: 0.5 },
        ]),
        progress: false,
      },
      dataloader: {
        _target_: 'DataLoader',
        dataset: '@train#dataset',
        batch_size: 2,
        shuffle: true,
        num_workers: '@num_workers',
      },
      postprocessing: {
        _target_: 'Compose',
        transforms: [
          { _target_: 'Activationsd', keys: 'pred', sigmoid: true },
          { _target_: 'AsDiscreted', keys: 'pred', threshold: 0.5 },
        ],
      },
      handlers: [
        { _target_: 'ValidationHandler', validator: '@validate#evaluator', interval: 1 },
        { _target_: 'LrScheduleHandler', lr_scheduler: '@lr_scheduler', print_lr: false },
        {
          _target_: 'TensorBoardStatsHandler',
          log_dir: '@output_dir',
          tag_name: 'train_loss',
          output_transform: "$monai.handlers.from_engine(['loss'], first=True)",
        },
        { _target_: 'MetricLogger', evaluator: '@validate#evaluator' },
        {
          _target_: 'CheckpointSaver',
          save_dir: '@ckpt_dir',
          save_dict: { net: '@network', optimizer: '@optimizer' },
          save_interval: 4,
          epoch_level: false,
          n_saved: 2,
        },
        { _target_: 'StopSwitch', of: 'train' },
      ],
      trainer: {
        _target_: 'SupervisedTrainer',
        max_epochs: '@max_epochs',
        device: 'cpu',
        train_data_loader: '@train#dataloader',
        network: '@network',
        loss_function: { _target_: 'DiceLoss', sigmoid: true, squared_pred: true },
        optimizer: '@optimizer',
        postprocessing: '@train#postprocessing',
        key_train_metric: {
          train_dice: { _target_: 'monai.handlers.MeanDice', include_background: false, output_transform: output },
        },
        additional_metrics: { train_accuracy: { _target_: 'ignite.metrics.Accuracy', output_transform: output } },
        train_handlers: '@train#handlers',
      },
    },
    validate: {
      dataset: { _target_: 'Dataset', data: list.slice(6), transform: preprocessing([]) },
      dataloader: { _target_: 'DataLoader', dataset: '@validate#dataset', batch_size: 1 },
      handlers: [
        { _target_: 'TensorBoardStatsHandler', log_dir: '@output_dir', iteration_log: false },
        {
          _target_: 'CheckpointSaver',
          save_dir: '@ckpt_dir',
          save_dict: { model: '@network' },
          save_key_metric: true,
          key_metric_n_saved: 2,
        },
        { _target_: 'MetricsSaver', save_dir: '@output_dir', metric_details: '*' },
        {
          _target_: 'EarlyStopHandler',
          patience: 2,
          score_function: "$lambda engine: engine.state.metrics['val_dice']",
        },
        { _target_: 'StopSwitch', of: 'validate' },
      ],
      evaluator: {
        _target_: 'SupervisedEvaluator',
        device: 'cpu',
        val_data_loader: '@validate#dataloader',
        network: '@network',
        postprocessing: '@train#postprocessing',
        key_val_metric: {
          val_dice: { _target_: 'monai.handlers.MeanDice', include_background: false, output_transform: output },
        },
        val_handlers: '@validate#handlers',
      },
    },
    initialize: ['$monai.utils.set_determinism(seed=7)'],
    run: [
      '$@validate#handlers#3.set_trainer(@train#trainer)',
      '$@train#trainer.run()',
      '$(@network.state_dict(), @train#handlers#3.loss, @train#handlers#3.metrics)',
    ],
  };
  return [config, more];
}

/** Runs a config in silence; stopped at a place, if one is given. */
export async function runConfig(
  config: Record<string, unknown>[],
  options: Partial<WorkflowOptions> = {},
  stop: StopPlace | null = null,
) {
  let said = '';
  const stream = {
    write: (text: string) => {
      said += text;
    },
  };
  redirectStreams({ stdout: stream, stderr: stream });
  stopPlace = stop;
  try {
    // One thread: the kernels are too small for two.
    const common = { backend: 'native', threads: 1, saveConfig: false, checkpointEvery: 'end' } as const;
    const result = await run({ configFile: config, ...common, ...options });
    return { ...result, said };
  } finally {
    redirectStreams(null);
    interruption.clear();
    stopPlace = null;
  }
}

/** What a run left, to be compared: the content of every file, TensorBoard events without their times. */
export function leftBy(folder: string): Record<string, unknown> {
  const left: Record<string, unknown> = {};
  const events: string[] = [];
  for (const part of ['out', 'models']) {
    const inside = join(folder, part);
    if (!existsSync(inside)) continue;
    for (const name of readdirSync(inside).sort()) {
      if (name === 'resume' || name.endsWith('_interrupted.pt')) continue;
      const content = readFileSync(join(inside, name));
      if (name.startsWith('events'))
        events.push(...readEvents(content).records.map((record) => JSON.stringify(record)));
      else left[`${part}/${name}`] = createHash('sha256').update(content).digest('hex');
    }
  }
  left.events = events.sort();
  left.eventFiles = existsSync(join(folder, 'out'))
    ? readdirSync(join(folder, 'out')).filter((name) => name.startsWith('events')).length
    : 0;
  return left;
}
