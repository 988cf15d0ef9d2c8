import type { MeasuredNetwork } from '../measure-network.js';
import { arePictures } from '../sample-data.js';

/** A piece of a config. */
export type Config = Readonly<Record<string, unknown>>;

/** What every config of the skeleton begins with. */
export function header({ definition }: MeasuredNetwork): Config {
  return {
    imports: ['$import glob', '$import os'],
    bundle_root: '.',
    ckpt_dir: "$@bundle_root + '/models'",
    output_dir: "$@bundle_root + '/eval'",
    dataset_dir: "$@bundle_root + '/data'",
    images: "$sorted(glob.glob(os.path.join(@dataset_dir, 'images', '*')))",
    labels: "$sorted(glob.glob(os.path.join(@dataset_dir, 'labels', '*')))",
    device: "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
    network_def: definition,
    network: '$@network_def.to(@device)',
  };
}

/** Reads images (and labels): channels first, intensities from 0 to 1. */
export function loading(network: MeasuredNetwork, keys: readonly string[]): Config[] {
  const all = keys.length === 1 ? keys[0] : keys;
  const steps: Config[] = [{ _target_: 'LoadImaged', keys: all }];
  const many = network.inChannels > 1 && !isPicture(network);
  if (many) steps.push({ _target_: 'EnsureChannelFirstd', keys: 'image', channel_dim: -1 });
  const rest = many ? keys.filter((key) => key !== 'image') : keys;
  // Arrays of npy files do not tell whether they have an axis of channels; pictures do.
  const plain = isPicture(network) ? {} : { channel_dim: 'no_channel' };
  if (rest.length > 0)
    steps.push({ _target_: 'EnsureChannelFirstd', keys: rest.length === 1 ? rest[0] : rest, ...plain });
  return [...steps, { _target_: 'ScaleIntensityd', keys: 'image' }];
}

/** Makes labels of what the network gives, to compare with the label. */
export function decision({ outChannels }: MeasuredNetwork): Config[] {
  if (outChannels === 1) {
    return [
      { _target_: 'Activationsd', keys: 'pred', sigmoid: true },
      { _target_: 'AsDiscreted', keys: 'pred', threshold: 0.5 },
    ];
  }
  return [
    { _target_: 'Activationsd', keys: 'pred', softmax: true },
    {
      _target_: 'AsDiscreted',
      keys: ['pred', 'label'],
      argmax: [true, false],
      to_onehot: [outChannels, outChannels],
    },
  ];
}

/** Dice of prediction and label, without the background where it has a channel of its own. */
export function dice(name: string, { outChannels }: MeasuredNetwork): Config {
  return {
    [name]: {
      _target_: 'MeanDice',
      include_background: outChannels === 1,
      output_transform: "$monai.handlers.from_engine(['pred', 'label'])",
    },
  };
}

export function compose(transforms: readonly Config[]): Config {
  return { _target_: 'Compose', transforms };
}

export function isPicture({ inChannels, size }: MeasuredNetwork): boolean {
  return arePictures({ channels: inChannels, size });
}
