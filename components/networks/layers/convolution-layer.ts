import type * as tf from '@tensorflow/tfjs';
import { convolution } from '../../../engine/backends/index.js';
import type { Random } from '../../../engine/types/index.js';
import { uniformValues } from './initialization.js';
import { checkInputs } from './input-check.js';
import { Layer } from './layer.js';
import { type PerAxis, perAxis, product, type SpatialDims } from './spatial.js';

export interface ConvolutionOptions {
  readonly spatialDims: SpatialDims;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: PerAxis;
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
  readonly bias?: boolean;
}

/** torch.nn.Conv1d, Conv2d, Conv3d: weight [K, C, k…] (here [k…, C, K]) and bias [K], both uniform in ±1/√(C·k…). */
export class ConvolutionLayer extends Layer {
  readonly #weight: tf.Variable;
  readonly #bias: tf.Variable | null;
  readonly #settings: { strides: number[]; padding: number[]; dilations: number[] };
  readonly #inChannels: number;

  constructor(options: ConvolutionOptions, random: Random) {
    super();
    const { spatialDims, inChannels, outChannels, stride = 1, padding = 0, dilation = 1, bias = true } = options;
    const kernel = perAxis(options.kernelSize, spatialDims);
    const bound = 1 / Math.sqrt(inChannels * product(kernel));
    const shape = [...kernel, inChannels, outChannels];
    const toTorch = [spatialDims + 1, spatialDims, ...kernel.keys()];
    this.#weight = this.parameter('weight', uniformValues(product(shape), -bound, bound, random), shape, toTorch);
    this.#bias = bias ? this.parameter('bias', uniformValues(outChannels, -bound, bound, random), [outChannels]) : null;
    this.#inChannels = inChannels;
    this.#settings = {
      strides: perAxis(stride, spatialDims),
      padding: perAxis(padding, spatialDims),
      dilations: perAxis(dilation, spatialDims),
    };
  }

  /**
   * Several inputs are convolved as if concatenated along their channels.
   *
   * @throws BundleError `bad_input` for another number of axes or channels, or inputs of different sizes
   */
  forward(...inputs: tf.Tensor[]): tf.Tensor {
    checkInputs(inputs, this.#settings.strides.length, this.#inChannels);
    return convolution(inputs, this.#weight, this.#bias, this.#settings);
  }

  /** Sets the weight, given in the layout [k…, C, K]. */
  protected assignWeight(values: tf.Tensor): void {
    this.#weight.assign(values);
  }
}
