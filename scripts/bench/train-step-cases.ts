import { losses } from '../../components/losses/index.js';
import { Loss } from '../../components/losses/loss.js';
import { networks } from '../../components/networks/index.js';
import { Network } from '../../components/networks/network.js';
import { optimizers } from '../../components/optimizers/index.js';
import { Optimizer } from '../../components/optimizers/optimizer.js';
import { componentOf } from '../parity/component-of.js';

/** A network to time; `train_step_torch.py` builds the same from the same words. */
export interface TrainCase {
  readonly component: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Channels and spatial extents of a sample. */
  readonly sample: readonly number[];
  readonly batches: readonly number[];
}

export const trainCases: Readonly<Record<string, TrainCase>> = {
  /** The NuClick bundle's network on its patches. */
  'basic-unet': {
    component: 'BasicUNet',
    arguments: { spatial_dims: 2, in_channels: 5, out_channels: 1, features: [32, 64, 128, 256, 512, 32] },
    sample: [5, 128, 128],
    batches: [8, 16],
  },
  /** A usual network for volumes. */
  'unet-3d': {
    component: 'UNet',
    arguments: {
      spatial_dims: 3,
      in_channels: 1,
      out_channels: 1,
      channels: [16, 32, 64, 128, 256],
      strides: [2, 2, 2, 2],
      num_res_units: 2,
      norm: 'batch',
    },
    sample: [1, 96, 96, 96],
    batches: [1],
  },
};

/** The network, its Dice loss, and Adam with the bundle's learning rate. */
export function build({ component, arguments: args }: TrainCase) {
  const network = componentOf(networks, component, args);
  const loss = componentOf(losses, 'DiceLoss', { sigmoid: true, squared_pred: true });
  if (!(network instanceof Network) || !(loss instanceof Loss)) throw new TypeError('not a network and a loss');
  const optimizer = componentOf(optimizers, 'Adam', { params: network.parameters(), lr: 1e-4 });
  if (!(optimizer instanceof Optimizer)) throw new TypeError('not an optimizer');
  return { network, loss, optimizer };
}
