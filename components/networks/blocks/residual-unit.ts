import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../engine/types/index.js';
import { ConvolutionLayer } from '../layers/convolution-layer.js';
import { UnaryLayer } from '../layers/layer.js';
import { NamedSequence } from '../layers/sequential.js';
import { perAxis, product } from '../layers/spatial.js';
import { ConvolutionBlock, type ConvolutionBlockOptions } from './convolution-block.js';

export interface ResidualUnitOptions
  extends Omit<ConvolutionBlockOptions, 'convolutionOnly' | 'transposed' | 'outputPadding'> {
  /** Number of convolution blocks, at least 1; the first has the strides. */
  readonly subunits: number;
  /** Whether nothing follows the last convolution. */
  readonly lastConvolutionOnly?: boolean;
}

/** MONAI's ResidualUnit: convolution blocks beside a shortcut, which is a convolution where size or channels change. */
export class ResidualUnit extends UnaryLayer {
  readonly #units: NamedSequence;
  readonly #shortcut: ConvolutionLayer | undefined;

  constructor(options: ResidualUnitOptions, random: Random) {
    super();
    const { spatialDims, inChannels, outChannels, strides = 1, kernelSize = 3, bias = true } = options;
    this.#units = this.child('conv', units(options, random));
    const resized = product(perAxis(strides, spatialDims)) !== 1;
    if (resized || inChannels !== outChannels) {
      const kernel = perAxis(kernelSize, spatialDims);
      const sizes = resized
        ? { kernelSize: kernel, padding: options.padding ?? kernel.map((extent) => Math.floor((extent - 1) / 2)) }
        : { kernelSize: 1, padding: 0 };
      const shortcut = { spatialDims, inChannels, outChannels, stride: strides, bias, ...sizes };
      this.#shortcut = this.child('residual', new ConvolutionLayer(shortcut, random));
    }
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => tf.add(this.#units.forward(x), this.#shortcut ? this.#shortcut.forward(x) : x));
  }
}

function units(options: ResidualUnitOptions, random: Random): NamedSequence {
  const { subunits, lastConvolutionOnly = false, ...block } = options;
  const count = Math.max(1, subunits);
  return new NamedSequence(
    Array.from({ length: count }, (_, unit) => {
      const first = unit === 0;
      const own = {
        ...block,
        inChannels: first ? block.inChannels : block.outChannels,
        strides: first ? block.strides : 1,
        convolutionOnly: lastConvolutionOnly && unit === count - 1,
      };
      return [`unit${unit}`, new ConvolutionBlock(own, random)] as const;
    }),
  );
}
