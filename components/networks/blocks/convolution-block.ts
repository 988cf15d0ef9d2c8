import * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import type { Random } from '../../../engine/types/index.js';
import { activationLayer, fusibleSlope } from '../layers/activation.js';
import { ConvolutionLayer } from '../layers/convolution-layer.js';
import { dropoutLayer, isInactive } from '../layers/dropout.js';
import { Layer, UnaryLayer } from '../layers/layer.js';
import { forwardLeaky, normLayer } from '../layers/norm.js';
import { type PerAxis, perAxis, type SpatialDims } from '../layers/spatial.js';
import type { LayerSpecifier } from '../layers/specifier.js';
import { TransposedConvolutionLayer } from '../layers/transposed-convolution-layer.js';

export interface ConvolutionBlockOptions {
  readonly spatialDims: SpatialDims;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly strides?: PerAxis;
  readonly kernelSize?: PerAxis;
  /** Order of activation (A), dropout (D) and norm (N). */
  readonly ordering?: string;
  readonly act?: LayerSpecifier | null;
  readonly norm?: LayerSpecifier | null;
  readonly dropout?: LayerSpecifier | number | null;
  /** With 2 or 3, dropout drops whole channels. */
  readonly dropoutDims?: number;
  readonly bias?: boolean;
  /** Whether nothing follows the convolution. */
  readonly convolutionOnly?: boolean;
  readonly transposed?: boolean;
  /** Zeros on both sides; by default what keeps the size at stride 1. */
  readonly padding?: PerAxis;
  readonly outputPadding?: PerAxis;
}

/** MONAI's Convolution block: a convolution (`conv`), then norm, dropout and activation (`adn`). */
export class ConvolutionBlock extends UnaryLayer {
  readonly #conv: ConvolutionLayer | TransposedConvolutionLayer;
  readonly #after: Adn | undefined;

  constructor(options: ConvolutionBlockOptions, random: Random) {
    super();
    const { spatialDims, inChannels, outChannels, strides = 1, kernelSize = 3, bias = true } = options;
    const padding = options.padding ?? perAxis(kernelSize, spatialDims).map((extent) => Math.floor((extent - 1) / 2));
    const sizes = { spatialDims, inChannels, outChannels, kernelSize, stride: strides, padding, bias };
    const outputPadding = options.outputPadding ?? perAxis(strides, spatialDims).map((stride) => stride - 1);
    this.#conv = this.child(
      'conv',
      options.transposed
        ? new TransposedConvolutionLayer({ ...sizes, outputPadding }, random)
        : new ConvolutionLayer(sizes, random),
    );
    const { act = 'prelu', norm = 'instance', dropout = null } = options;
    const nothingFollows = act === null && norm === null && dropout === null;
    if (!options.convolutionOnly && !nothingFollows) {
      const { ordering = 'NDA', dropoutDims = 1 } = options;
      this.#after = this.child('adn', new Adn({ ordering, act, norm, dropout, dropoutDims }, outChannels));
    }
  }

  /** Several inputs are convolved as if concatenated along their channels. */
  override forward(...inputs: tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const convolved =
        this.#conv instanceof ConvolutionLayer ? this.#conv.forward(...inputs) : this.#conv.forward(joined(inputs));
      return this.#after ? this.#after.forward(convolved) : convolved;
    });
  }
}

function joined(inputs: tf.Tensor[]): tf.Tensor {
  const [first] = inputs;
  return first && inputs.length === 1 ? first : tf.concat(inputs, -1);
}

interface AdnOptions {
  readonly ordering: string;
  readonly act: LayerSpecifier | null;
  readonly norm: LayerSpecifier | null;
  readonly dropout: LayerSpecifier | number | null;
  readonly dropoutDims: number;
}

/** MONAI's ADN: activation, dropout and norm in the order of the letters. */
class Adn extends Layer {
  readonly #steps: [letter: string, layer: UnaryLayer][] = [];

  constructor(options: AdnOptions, channels: number) {
    super();
    const layers: Record<string, UnaryLayer | null> = {
      N: options.norm === null ? null : normLayer(options.norm, channels),
      A: options.act === null ? null : activationLayer(options.act),
      D: options.dropout === null ? null : dropoutLayer(options.dropout, options.dropoutDims),
    };
    for (const letter of options.ordering.toUpperCase()) {
      if (!Object.hasOwn(layers, letter)) {
        const facts = { argument: 'adn_ordering', expected: 'the letters A, D and N', got: `"${options.ordering}"` };
        fail({ family: 'component', code: 'invalid_argument', component: 'network', ...facts });
      }
      const layer = layers[letter];
      if (layer) this.#steps.push([letter, this.child(letter, layer)]);
    }
  }

  forward(x: tf.Tensor): tf.Tensor {
    const steps = this.#steps.map(([, layer]) => layer).filter((layer) => !isInactive(layer));
    let result = x;
    for (let index = 0; index < steps.length; index++) {
      const [layer, next] = [steps[index], steps[index + 1]];
      if (!layer) continue;
      const slope = next && fusibleSlope(next);
      const fused = slope === undefined ? undefined : forwardLeaky(layer, result, slope);
      if (fused) index++;
      result = fused ?? layer.forward(result);
    }
    return result;
  }
}
