import * as tf from '@tensorflow/tfjs';
import { composite, transposedConvolution, transposedConvolutionKernel } from '../../../engine/backends/index.js';
import type { Random } from '../../../engine/types/index.js';
import { uniformValues } from './initialization.js';
import { checkInputs } from './input-check.js';
import { UnaryLayer } from './layer.js';
import { type PerAxis, perAxis, product, type SpatialDims } from './spatial.js';

export interface TransposedConvolutionOptions {
  readonly spatialDims: SpatialDims;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: PerAxis;
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  readonly outputPadding?: PerAxis;
  readonly groups?: number;
  readonly bias?: boolean;
}

/**
 * torch.nn.ConvTranspose1d, 2d, 3d: weight [C, K/groups, k…] (here [k…, K/groups, C]) and bias [K], both uniform in
 * ±1/√(K/groups·k…).
 */
export class TransposedConvolutionLayer extends UnaryLayer {
  readonly #weight: tf.Variable;
  readonly #bias: tf.Variable | null;
  readonly #groups: number;
  readonly #settings: { strides: number[]; padding: number[]; dilations: number[]; outputPadding: number[] };

  constructor(options: TransposedConvolutionOptions, random: Random) {
    super();
    const { spatialDims, inChannels, outChannels, stride = 1, padding = 0, outputPadding = 0 } = options;
    const { groups = 1, bias = true } = options;
    const kernel = perAxis(options.kernelSize, spatialDims);
    const bound = 1 / Math.sqrt((outChannels / groups) * product(kernel));
    const shape = [...kernel, outChannels / groups, inChannels];
    const toTorch = [spatialDims + 1, spatialDims, ...kernel.keys()];
    this.#weight = this.parameter('weight', uniformValues(product(shape), -bound, bound, random), shape, toTorch);
    this.#bias = bias ? this.parameter('bias', uniformValues(outChannels, -bound, bound, random), [outChannels]) : null;
    this.#groups = groups;
    this.#settings = {
      strides: perAxis(stride, spatialDims),
      padding: perAxis(padding, spatialDims),
      dilations: perAxis(1, spatialDims),
      outputPadding: perAxis(outputPadding, spatialDims),
    };
  }

  /** @throws BundleError `bad_input` for another number of axes or channels */
  override forward(x: tf.Tensor): tf.Tensor {
    checkInputs([x], this.#settings.strides.length, this.#weight.shape[this.#weight.rank - 1] ?? 1);
    const compute = () => tf.tidy(() => transposedConvolution(x, this.#filter(), this.#bias, this.#settings));
    if (this.#groups === 1) return compute();
    const inputs = { x, filter: this.#weight, ...(this.#bias ? { bias: this.#bias } : {}) };
    const attributes = { ...this.#settings, groups: this.#groups };
    return composite(transposedConvolutionKernel, inputs, attributes, compute);
  }

  /** The filter of all groups: zero between an input channel and the outputs of other groups. */
  #filter(): tf.Tensor {
    if (this.#groups === 1) return this.#weight;
    const groups = this.#groups;
    const { shape } = this.#weight;
    const [perGroup = 1, inChannels = 1] = shape.slice(-2);
    const connected = new Float32Array(groups * inChannels);
    const width = inChannels / groups;
    for (let group = 0; group < groups; group++) {
      connected.fill(1, group * inChannels + group * width, group * inChannels + (group + 1) * width);
    }
    const taps = tf.reshape(this.#weight, [-1, 1, perGroup, inChannels]);
    const all = tf.mul(taps, tf.tensor(connected, [groups, 1, inChannels]));
    return tf.reshape(all, [...shape.slice(0, -2), groups * perGroup, inChannels]);
  }
}
