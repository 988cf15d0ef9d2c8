import type { MeasuredNetwork } from '../measure-network.js';
import { sampleCount } from '../sample-data.js';
import { type Config, compose, decision, dice, header, loading } from './parts.js';

const labelled = (items: string): string => `$[{'image': i, 'label': l} for i, l in zip(@images, @labels)][${items}]`;

/** `train.json`: trains on images with labels, validates after each epoch, and keeps the best model. */
export function trainConfig(network: MeasuredNetwork): Config {
  const pair = ['image', 'label'];
  const inferer = { _target_: 'SimpleInferer' };
  const loader = (dataset: string, shuffle: boolean): Config => ({
    _target_: 'DataLoader',
    dataset,
    batch_size: '@batch_size',
    shuffle,
    num_workers: 0,
  });
  return {
    ...header(network),
    val_count: sampleCount / 4,
    max_epochs: 5,
    val_interval: 1,
    batch_size: 2,
    learning_rate: 0.01,
    loss: {
      _target_: 'DiceLoss',
      ...(network.outChannels === 1 ? { sigmoid: true } : { softmax: true, to_onehot_y: true }),
    },
    optimizer: { _target_: 'torch.optim.Adam', params: '$@network.parameters()', lr: '@learning_rate' },
    train: {
      preprocessing: compose([
        ...loading(network, pair),
        { _target_: 'RandFlipd', keys: pair, prob: 0.5, spatial_axis: 0 },
      ]),
      dataset: { _target_: 'Dataset', data: labelled(':-@val_count'), transform: '@train#preprocessing' },
      dataloader: loader('@train#dataset', true),
      inferer,
      postprocessing: compose(decision(network)),
      handlers: [
        {
          _target_: 'ValidationHandler',
          validator: '@validate#evaluator',
          epoch_level: true,
          interval: '@val_interval',
        },
        {
          _target_: 'StatsHandler',
          tag_name: 'train_loss',
          output_transform: "$monai.handlers.from_engine(['loss'], first=True)",
        },
      ],
      key_metric: dice('train_dice', network),
      trainer: {
        _target_: 'SupervisedTrainer',
        max_epochs: '@max_epochs',
        device: '@device',
        train_data_loader: '@train#dataloader',
        network: '@network',
        loss_function: '@loss',
        optimizer: '@optimizer',
        inferer: '@train#inferer',
        postprocessing: '@train#postprocessing',
        key_train_metric: '@train#key_metric',
        train_handlers: '@train#handlers',
      },
    },
    validate: {
      preprocessing: compose(loading(network, pair)),
      dataset: { _target_: 'Dataset', data: labelled('-@val_count:'), transform: '@validate#preprocessing' },
      dataloader: loader('@validate#dataset', false),
      inferer,
      postprocessing: '%train#postprocessing',
      handlers: [
        { _target_: 'StatsHandler', iteration_log: false },
        {
          _target_: 'CheckpointSaver',
          save_dir: '@ckpt_dir',
          save_dict: { model: '@network' },
          save_key_metric: true,
          key_metric_filename: 'model.pt',
        },
        { _target_: 'MetricsSaver', save_dir: '@output_dir', metrics: ['val_mean_dice'] },
      ],
      key_metric: dice('val_mean_dice', network),
      evaluator: {
        _target_: 'SupervisedEvaluator',
        device: '@device',
        val_data_loader: '@validate#dataloader',
        network: '@network',
        inferer: '@validate#inferer',
        postprocessing: '@validate#postprocessing',
        key_val_metric: '@validate#key_metric',
        val_handlers: '@validate#handlers',
      },
    },
    initialize: ['$monai.utils.set_determinism(seed=123)'],
    run: ['$@train#trainer.run()'],
  };
}
