import type * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import { BatchNorm, FeatureNorm, InstanceNorm } from './feature-norm.js';
import { GroupNorm } from './group-norm.js';
import { Identity, type UnaryLayer } from './layer.js';
import { LayerNorm } from './layer-norm.js';
import { LocalResponseNorm } from './local-response-norm.js';
import { type LayerSpecifier, type Settings, settingsOf, specified } from './specifier.js';

type MakeNorm = (settings: Settings, channels: number) => UnaryLayer;

const instance: MakeNorm = (settings, channels) => {
  const all = settingsOf(settings, {
    num_features: channels,
    eps: 1e-5,
    momentum: 0.1 as number | null,
    affine: false,
    track_running_stats: false,
  });
  return new InstanceNorm(featureOptions(all));
};

const batch: MakeNorm = (settings, channels) => {
  const all = settingsOf(settings, {
    num_features: channels,
    eps: 1e-5,
    momentum: 0.1 as number | null,
    affine: true,
    track_running_stats: true,
    process_group: null as unknown,
  });
  return new BatchNorm(featureOptions(all));
};

/** What MONAI's `Norm` factory makes, by name. */
const norms: Readonly<Record<string, MakeNorm>> = {
  instance,
  // Without NVIDIA's extension MONAI takes the ordinary one, too.
  instance_nvfuser: instance,
  batch,
  // Statistics over all processes are those of the batch where each process has its own network.
  syncbatch: batch,
  group: (settings, channels) => {
    const {
      num_groups: groups,
      num_channels,
      eps,
      affine,
    } = settingsOf(settings, {
      num_groups: 0,
      num_channels: channels,
      eps: 1e-5,
      affine: true,
    });
    if (groups < 1 || num_channels % groups !== 0) {
      const expected = `a divisor of the ${num_channels} channels`;
      const facts = { component: 'group norm', argument: 'num_groups', expected, got: String(groups || 'nothing') };
      fail({ family: 'component', code: 'invalid_argument', ...facts });
    }
    return new GroupNorm({ groups, channels: num_channels, eps, affine });
  },
  layer: (settings) => {
    const given = settingsOf(settings, {
      normalized_shape: null as number | readonly number[] | null,
      eps: 1e-5,
      elementwise_affine: true,
      bias: true,
    });
    const shape = given.normalized_shape;
    if (shape === null) {
      return fail({
        family: 'component',
        code: 'missing_argument',
        component: 'layer norm',
        argument: 'normalized_shape',
      });
    }
    return new LayerNorm({
      normalizedShape: typeof shape === 'number' ? [shape] : shape,
      eps: given.eps,
      elementwiseAffine: given.elementwise_affine,
      bias: given.bias,
    });
  },
  localresponse: (settings) => {
    const { size, ...rest } = settingsOf(settings, { size: 0, alpha: 1e-4, beta: 0.75, k: 1 });
    if (size < 1) {
      fail({ family: 'component', code: 'missing_argument', component: 'local response norm', argument: 'size' });
    }
    return new LocalResponseNorm({ size, ...rest });
  },
};

/**
 * The norm that `specifier` names (MONAI's `get_norm_layer`): a name in any case, or a pair of name and settings. The empty name is
 * none.
 *
 * @throws BundleError `invalid_argument` for another name or value, `unknown_argument` for another setting
 */
export function normLayer(specifier: LayerSpecifier, channels: number): UnaryLayer {
  if (specifier === '') return new Identity();
  const { make, settings } = specified('norm', specifier, norms);
  return make(settings, channels);
}

/** A norm that applies a following leaky ReLU as well. */
export function forwardLeaky(norm: UnaryLayer, x: tf.Tensor, slope: number): tf.Tensor | undefined {
  if (norm instanceof FeatureNorm || norm instanceof GroupNorm) return norm.forwardLeaky(x, slope);
  return undefined;
}

function featureOptions(all: {
  num_features: number;
  eps: number;
  momentum: number | null;
  affine: boolean;
  track_running_stats: boolean;
}) {
  return {
    features: all.num_features,
    eps: all.eps,
    momentum: all.momentum,
    affine: all.affine,
    trackRunningStats: all.track_running_stats,
  };
}
