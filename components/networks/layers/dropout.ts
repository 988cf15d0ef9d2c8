import * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import type { Random } from '../../../engine/types/index.js';
import { defaultRandom } from '../../random/seed.js';
import { bernoulliValues } from './initialization.js';
import { Identity, UnaryLayer } from './layer.js';
import { product } from './spatial.js';
import { type LayerSpecifier, type Settings, settingsOf, specified } from './specifier.js';

/** A layer that draws while training. */
abstract class RandomLayer extends UnaryLayer {
  #random: Random | undefined;

  constructor(protected readonly probability: number) {
    super();
  }

  /** Whether it changes anything now. */
  get active(): boolean {
    return this.training && this.probability > 0;
  }

  override useRandom(random: Random): void {
    this.#random = random;
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return this.active ? tf.tidy(() => this.draw(x)) : x;
  }

  protected abstract draw(x: tf.Tensor): tf.Tensor;

  /** 1 where an element is kept, else 0. */
  protected kept(shape: number[]): tf.Tensor {
    const random = this.#random ?? defaultRandom();
    return tf.tensor(bernoulliValues(product(shape), 1 - this.probability, random), shape);
  }
}

/** torch.nn.Dropout and, with `whole`, Dropout1d to 3d, which drop whole channels. */
class Dropout extends RandomLayer {
  constructor(
    probability: number,
    readonly whole: boolean,
  ) {
    super(probability);
  }

  protected override draw(x: tf.Tensor): tf.Tensor {
    if (this.probability === 1) return tf.zerosLike(x);
    const last = x.rank - 1;
    const shape = this.whole ? x.shape.map((extent, axis) => (axis === 0 || axis === last ? extent : 1)) : x.shape;
    return tf.mul(x, tf.div(this.kept(shape), 1 - this.probability));
  }
}

/** torch.nn.AlphaDropout (Klambauer et al. 2017): keeps mean and variance of self-normalising activations. */
class AlphaDropout extends RandomLayer {
  protected override draw(x: tf.Tensor): tf.Tensor {
    const p = this.probability;
    if (p === 1) return tf.zerosLike(x);
    // The negative of SELU's limit for large negative inputs.
    const limit = 1.7580993408473766;
    const scale = 1 / Math.sqrt((limit * limit * p + 1) * (1 - p));
    const kept = this.kept(x.shape);
    const shift = tf.add(tf.mul(tf.sub(kept, 1), limit * scale), limit * scale * p);
    return tf.add(tf.mul(x, tf.mul(kept, scale)), shift);
  }
}

const dropouts: Readonly<Record<string, (settings: Settings, dims: number) => UnaryLayer>> = {
  dropout: (settings, dims) => new Dropout(probabilityOf(settings), dims > 1),
  alphadropout: (settings) => new AlphaDropout(probabilityOf(settings)),
};

/**
 * The dropout that `specifier` names (MONAI's `get_dropout_layer`): a probability, a name in any case, or a pair of name and settings. The
 * empty name is none.
 *
 * @param dims with 2 or 3, ordinary dropout drops whole channels
 * @throws BundleError `invalid_argument` for another name or a probability outside 0 to 1
 */
export function dropoutLayer(specifier: LayerSpecifier | number, dims: number): UnaryLayer {
  if (specifier === '') return new Identity();
  if (typeof specifier === 'number') return new Dropout(checked(specifier), dims > 1);
  const { make, settings } = specified('dropout', specifier, dropouts);
  return make(settings, dims);
}

/** Whether `layer` passes its input on as it is, for now. */
export function isInactive(layer: UnaryLayer): boolean {
  return layer instanceof Identity || (layer instanceof RandomLayer && !layer.active);
}

function probabilityOf(settings: Settings): number {
  return checked(settingsOf(settings, { p: 0.5, inplace: false }).p);
}

function checked(probability: number): number {
  if (probability >= 0 && probability <= 1) return probability;
  const facts = { component: 'dropout', argument: 'p', expected: 'a number from 0 to 1', got: String(probability) };
  return fail({ family: 'component', code: 'invalid_argument', ...facts });
}
