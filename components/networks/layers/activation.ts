import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import { fail } from '../../../engine/errors.js';
import { celu, elu, gelu, mish, prelu, swish } from './elementwise.js';
import { Identity, UnaryLayer } from './layer.js';
import { type LayerSpecifier, type Settings, settingsOf, specified } from './specifier.js';

/** Something done to each element, or along an axis, without parameters. */
class Activation extends UnaryLayer {
  readonly #compute: (x: tf.Tensor) => tf.Tensor;

  constructor(
    compute: (x: tf.Tensor) => tf.Tensor,
    /** The slope, where this is a leaky ReLU that a norm can take over: 0 to 1. */
    readonly slope?: number,
  ) {
    super();
    this.#compute = compute;
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#compute(x));
  }
}

/** torch.nn.PReLU: the slopes below zero are learned. */
class Prelu extends UnaryLayer {
  readonly #slopes: tf.Variable;

  constructor(count: number, initial: number) {
    super();
    this.#slopes = this.parameter('weight', new Float32Array(count).fill(initial), [count]);
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => prelu(x, this.#slopes));
  }
}

/** What MONAI's `Act` factory makes, by name: the settings with their defaults, and the layer. */
const activations: Readonly<Record<string, (settings: Settings) => UnaryLayer>> = {
  elu: (settings) => {
    const { alpha } = settingsOf(settings, { alpha: 1, inplace: false });
    return new Activation((x) => elu(x, alpha));
  },
  relu: (settings) => {
    settingsOf(settings, { inplace: false });
    return new Activation((x) => tf.relu(x), 0);
  },
  leakyrelu: (settings) => {
    const { negative_slope: slope } = settingsOf(settings, { negative_slope: 0.01, inplace: false });
    const fusible = slope >= 0 && slope <= 1 ? slope : undefined;
    return new Activation((x) => tf.leakyRelu(x, slope), fusible);
  },
  prelu: (settings) => {
    const { num_parameters: count, init } = settingsOf(settings, { num_parameters: 1, init: 0.25 });
    return new Prelu(count, init);
  },
  relu6: (settings) => {
    settingsOf(settings, { inplace: false });
    return new Activation((x) => tf.relu6(x));
  },
  selu: (settings) => {
    settingsOf(settings, { inplace: false });
    return new Activation((x) => tf.selu(x));
  },
  celu: (settings) => {
    const { alpha } = settingsOf(settings, { alpha: 1, inplace: false });
    return new Activation((x) => celu(x, alpha));
  },
  gelu: (settings) => {
    const { approximate } = settingsOf(settings, { approximate: 'none' });
    if (approximate !== 'none' && approximate !== 'tanh') {
      const facts = { component: 'gelu', argument: 'approximate', expected: '"none" or "tanh"', got: approximate };
      fail({ family: 'component', code: 'invalid_argument', ...facts });
    }
    return new Activation((x) => gelu(x, approximate));
  },
  sigmoid: (settings) => {
    settingsOf(settings, {});
    return new Activation((x) => tf.sigmoid(x));
  },
  tanh: (settings) => {
    settingsOf(settings, {});
    return new Activation((x) => tf.tanh(x));
  },
  softmax: (settings) => {
    const { dim } = settingsOf(settings, { dim: null as number | null });
    return new Activation((x) => {
      const axis = axisOf(dim, x.rank);
      return composite('MedbundleSoftmax', { x }, { axis }, () => alongAxis(x, axis, (moved) => tf.softmax(moved)));
    });
  },
  logsoftmax: (settings) => {
    const { dim } = settingsOf(settings, { dim: null as number | null });
    return new Activation((x) => {
      const axis = axisOf(dim, x.rank);
      return composite('MedbundleLogSoftmax', { x }, { axis }, () =>
        alongAxis(x, axis, (moved) => tf.logSoftmax(moved)),
      );
    });
  },
  swish: (settings) => {
    const { alpha } = settingsOf(settings, { alpha: 1 });
    return new Activation((x) => swish(x, alpha));
  },
  memswish: (settings) => {
    settingsOf(settings, { inplace: false });
    return new Activation((x) => swish(x, 1));
  },
  mish: (settings) => {
    settingsOf(settings, { inplace: false });
    return new Activation(mish);
  },
};

/** The channels-last axis for torch's channel-first `dim`; without one, torch takes the batch of [N, C, L] and else the channels. */
function axisOf(dim: number | null, rank: number): number {
  const first = dim === null ? (rank === 3 ? 0 : 1) : dim < 0 ? dim + rank : dim;
  return first === 0 ? 0 : first === 1 ? rank - 1 : first - 1;
}

/** tfjs has them along the last axis only. */
function alongAxis(x: tf.Tensor, axis: number, compute: (moved: tf.Tensor) => tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  if (axis === last) return compute(x);
  const exchange = x.shape.map((_, place) => (place === axis ? last : place === last ? axis : place));
  return tf.transpose(compute(tf.transpose(x, exchange)), exchange);
}

/**
 * The activation that `specifier` names (MONAI's `get_act_layer`): a name in any case, or a pair of name and settings. The empty
 * name is none.
 *
 * @throws BundleError `invalid_argument` for another name, `unknown_argument` for another setting
 */
export function activationLayer(specifier: LayerSpecifier): UnaryLayer {
  if (specifier === '') return new Identity();
  const { make, settings } = specified('act', specifier, activations);
  return make(settings);
}

/** The slope of a leaky ReLU that the norm before it can apply as well. */
export function fusibleSlope(layer: UnaryLayer): number | undefined {
  return layer instanceof Activation ? layer.slope : undefined;
}
