import type { MeasuredNetwork } from '../measure-network.js';
import { type Config, compose, decision, dice, header, isPicture, loading } from './parts.js';

/**
 * `inference.json`: applies the network to every image of a folder. Pictures get a mask each; what no picture can show is
 * compared with its label.
 */
export function inferenceConfig(network: MeasuredNetwork): Config {
  const pictures = isPicture(network);
  const { labels: _labels, ...unlabelled } = header(network);
  return {
    ...(pictures ? unlabelled : header(network)),
    preprocessing: compose(loading(network, pictures ? ['image'] : ['image', 'label'])),
    dataset: {
      _target_: 'Dataset',
      data: pictures
        ? "$[{'image': i} for i in @images]"
        : "$[{'image': i, 'label': l} for i, l in zip(@images, @labels)]",
      transform: '@preprocessing',
    },
    dataloader: { _target_: 'DataLoader', dataset: '@dataset', batch_size: 1, shuffle: false, num_workers: 0 },
    inferer: {
      _target_: 'SlidingWindowInferer',
      _desc_: 'images may be larger than the network was trained with',
      roi_size: network.size,
      sw_batch_size: 4,
      overlap: 0.25,
    },
    postprocessing: compose(pictures ? masks(network) : decision(network)),
    ...(pictures ? {} : { key_metric: dice('val_mean_dice', network) }),
    handlers: [
      {
        _target_: 'CheckpointLoader',
        _disabled_: "$not os.path.exists(@ckpt_dir + '/model.pt')",
        load_path: "$@ckpt_dir + '/model.pt'",
        load_dict: { model: '@network' },
      },
      { _target_: 'StatsHandler', iteration_log: false },
      ...(pictures ? [] : [{ _target_: 'MetricsSaver', save_dir: '@output_dir', metrics: ['val_mean_dice'] }]),
    ],
    evaluator: {
      _target_: 'SupervisedEvaluator',
      device: '@device',
      val_data_loader: '@dataloader',
      network: '@network',
      inferer: '@inferer',
      postprocessing: '@postprocessing',
      ...(pictures ? {} : { key_val_metric: '@key_metric' }),
      val_handlers: '@handlers',
    },
    run: ['$@evaluator.run()'],
  };
}

function masks({ outChannels }: MeasuredNetwork): Config[] {
  const decided: Config[] =
    outChannels === 1
      ? [
          { _target_: 'Activationsd', keys: 'pred', sigmoid: true },
          { _target_: 'AsDiscreted', keys: 'pred', threshold: 0.5 },
        ]
      : [{ _target_: 'AsDiscreted', keys: 'pred', argmax: true }];
  const save = {
    _target_: 'SaveImaged',
    keys: 'pred',
    output_dir: '@output_dir',
    output_ext: '.png',
    output_postfix: 'mask',
    separate_folder: false,
    resample: false,
    // A mask of 0 and 1 becomes black and white.
    ...(outChannels <= 2 ? { scale: 255 } : {}),
  };
  return [...decided, save];
}
