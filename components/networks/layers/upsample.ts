import type * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import type { Random } from '../../../engine/types/index.js';
import { ConvolutionLayer } from './convolution-layer.js';
import { LinearUpsample } from './interpolate.js';
import { Layer, type UnaryLayer } from './layer.js';
import type { SpatialDims } from './spatial.js';
import { SubpixelUpsample } from './subpixel-upsample.js';
import { TransposedConvolutionLayer } from './transposed-convolution-layer.js';

export const upsampleModes = ['deconv', 'deconvgroup', 'nontrainable', 'pixelshuffle'] as const;

export interface UpsampleOptions {
  readonly spatialDims: SpatialDims;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly factor: number;
  /** One of {@link upsampleModes}. */
  readonly mode: string;
}

/** MONAI's UpSample with its default convolutions: doubles (or by `factor`) the size, and sets the number of channels. */
export class Upsample extends Layer {
  readonly #steps: UnaryLayer[] = [];
  readonly #before: ConvolutionLayer | undefined;

  constructor({ spatialDims, inChannels, outChannels, factor, mode }: UpsampleOptions, random: Random) {
    super();
    const sizes = { spatialDims, inChannels, outChannels };
    switch (mode) {
      case 'deconv':
      case 'deconvgroup': {
        const groups = mode === 'deconvgroup' && inChannels % outChannels === 0 ? outChannels : 1;
        const options = { ...sizes, kernelSize: factor, stride: factor, groups };
        this.#steps.push(this.child(mode, new TransposedConvolutionLayer(options, random)));
        break;
      }
      case 'nontrainable':
        if (inChannels !== outChannels) {
          this.#before = this.child('preconv', new ConvolutionLayer({ ...sizes, kernelSize: 1 }, random));
        }
        this.#steps.push(
          this.child('upsample_non_trainable', new LinearUpsample(Array<number>(spatialDims).fill(factor), true)),
        );
        break;
      case 'pixelshuffle':
        this.#steps.push(
          this.child(mode, new SubpixelUpsample(spatialDims, inChannels, outChannels, factor, true, random)),
        );
        break;
      default: {
        const facts = { argument: 'upsample', expected: `one of ${upsampleModes.join(', ')}`, got: `"${mode}"` };
        fail({ family: 'component', code: 'invalid_argument', component: 'network', ...facts });
      }
    }
  }

  forward(x: tf.Tensor): tf.Tensor {
    const start = this.#before ? this.#before.forward(x) : x;
    return this.#steps.reduce((result, step) => step.forward(result), start);
  }
}
