import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import type { Random } from '../../engine/types/index.js';
import { defaultRandom } from '../random/seed.js';
import { ConvolutionBlock } from './blocks/convolution-block.js';
import { ConvolutionLayer } from './layers/convolution-layer.js';
import { Layer, UnaryLayer } from './layers/layer.js';
import { MaxPool } from './layers/max-pool.js';
import type { SpatialDims } from './layers/spatial.js';
import {
  DropoutArgument,
  type LayerSpecifier,
  LayerSpecifierArgument,
  SpatialDimsArgument,
} from './layers/specifier.js';
import { Upsample } from './layers/upsample.js';
import { Network } from './network.js';

export interface BasicUNetOptions {
  readonly spatialDims?: SpatialDims;
  readonly inChannels?: number;
  readonly outChannels?: number;
  /** Channels of the five levels from the top, and of the last block. */
  readonly features?: readonly number[];
  readonly act?: LayerSpecifier | null;
  readonly norm?: LayerSpecifier | null;
  readonly bias?: boolean;
  readonly dropout?: LayerSpecifier | number | null;
  readonly upsample?: string;
}

/**
 * A U-Net of five levels with two convolutions each (Falk et al. 2019, "U-Net: deep learning for cell counting, detection, and
 * morphometry"), as MONAI's `BasicUNet`: PyTorch's parameter names, shapes and initialisation.
 *
 * `forward` takes [N, C, …] with one to three spatial axes, each of at least 16; multiples of 16 pass the levels without padding.
 */
export class BasicUNet extends Network {
  /** @throws BundleError `invalid_argument` or `unknown_argument` for a layer or setting that does not exist */
  constructor(options: BasicUNetOptions = {}, random: Random = defaultRandom()) {
    super(new BasicUNetLayers(options, random));
  }
}

const leaky: LayerSpecifier = ['LeakyReLU', { negative_slope: 0.1, inplace: true }];
const affineInstance: LayerSpecifier = ['instance', { affine: true }];

/** What all convolutions of the network share. */
interface Style {
  readonly spatialDims: SpatialDims;
  readonly act: LayerSpecifier | null;
  readonly norm: LayerSpecifier | null;
  readonly bias: boolean;
  readonly dropout: LayerSpecifier | number | null;
}

class BasicUNetLayers extends UnaryLayer {
  readonly #first: TwoConvolutions;
  readonly #down: readonly Down[];
  readonly #up: readonly Up[];
  readonly #last: ConvolutionLayer;

  constructor(options: BasicUNetOptions, random: Random) {
    super();
    const { spatialDims = 3, inChannels = 1, outChannels = 2, bias = true, dropout = 0, upsample = 'deconv' } = options;
    const { act = leaky, norm = affineInstance, features = [32, 32, 64, 128, 256, 32] } = options;
    const [f0, f1, f2, f3, f4, f5] = sixOf(features);
    const style: Style = { spatialDims, act, norm, bias, dropout };
    this.#first = this.child('conv_0', new TwoConvolutions(style, inChannels, f0, random));
    this.#down = [
      this.child('down_1', new Down(style, f0, f1, random)),
      this.child('down_2', new Down(style, f1, f2, random)),
      this.child('down_3', new Down(style, f2, f3, random)),
      this.child('down_4', new Down(style, f3, f4, random)),
    ];
    const half = (channels: number) => Math.floor(channels / 2);
    this.#up = [
      this.child('upcat_4', new Up(style, upsample, [f4, half(f4)], f3, f3, random)),
      this.child('upcat_3', new Up(style, upsample, [f3, half(f3)], f2, f2, random)),
      this.child('upcat_2', new Up(style, upsample, [f2, half(f2)], f1, f1, random)),
      this.child('upcat_1', new Up(style, upsample, [f1, f1], f0, f5, random)),
    ];
    const last = { spatialDims, inChannels: f5, outChannels, kernelSize: 1 };
    this.#last = this.child('final_conv', new ConvolutionLayer(last, random));
  }

  override forward(x: tf.Tensor): tf.Tensor {
    const levels = [this.#first.forward(x)];
    let result = levels[0] ?? x;
    for (const down of this.#down) {
      result = down.forward(result);
      levels.push(result);
    }
    for (const up of this.#up) {
      levels.pop();
      const skip = levels[levels.length - 1];
      if (skip) result = up.forward(result, skip);
    }
    return this.#last.forward(result);
  }
}

function sixOf(features: readonly number[]): readonly [number, number, number, number, number, number] {
  const [f0, f1, f2, f3, f4, f5, ...more] = features;
  if (f0 && f1 && f2 && f3 && f4 && f5 && more.length === 0) return [f0, f1, f2, f3, f4, f5];
  const facts = { argument: 'features', expected: 'six numbers of channels', got: JSON.stringify(features) };
  return fail({ family: 'component', code: 'invalid_argument', component: 'BasicUNet', ...facts });
}

class TwoConvolutions extends Layer {
  readonly #convolutions: readonly [ConvolutionBlock, ConvolutionBlock];

  constructor(style: Style, inChannels: number, outChannels: number, random: Random) {
    super();
    const block = (channels: number) =>
      new ConvolutionBlock({ ...style, inChannels: channels, outChannels, padding: 1 }, random);
    this.#convolutions = [this.child('conv_0', block(inChannels)), this.child('conv_1', block(outChannels))];
  }

  /** Several inputs count as one, concatenated along their channels. */
  forward(...inputs: tf.Tensor[]): tf.Tensor {
    const [first, second] = this.#convolutions;
    return tf.tidy(() => second.forward(first.forward(...inputs)));
  }
}

class Down extends UnaryLayer {
  readonly #pool: MaxPool;
  readonly #convolutions: TwoConvolutions;

  constructor(style: Style, inChannels: number, outChannels: number, random: Random) {
    super();
    this.#pool = this.child('max_pooling', new MaxPool(2));
    this.#convolutions = this.child('convs', new TwoConvolutions(style, inChannels, outChannels, random));
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#convolutions.forward(this.#pool.forward(x)));
  }
}

class Up extends Layer {
  readonly #upsample: Upsample;
  readonly #convolutions: TwoConvolutions;

  /** @param up channels before and after upsampling */
  constructor(
    style: Style,
    mode: string,
    [inChannels, upChannels]: readonly [number, number],
    skipChannels: number,
    outChannels: number,
    random: Random,
  ) {
    super();
    const { spatialDims } = style;
    const options = { spatialDims, inChannels, outChannels: upChannels, factor: 2, mode };
    this.#upsample = this.child('upsample', new Upsample(options, random));
    this.#convolutions = this.child(
      'convs',
      new TwoConvolutions(style, skipChannels + upChannels, outChannels, random),
    );
  }

  forward(x: tf.Tensor, skip: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#convolutions.forward(skip, grownTo(this.#upsample.forward(x), skip)));
  }
}

/** Pooling drops the last of an odd number of rows; here it comes back as a copy of its neighbour. */
function grownTo(x: tf.Tensor, skip: tf.Tensor): tf.Tensor {
  let grown = x;
  for (let axis = 1; axis < x.rank - 1; axis++) {
    const extent = grown.shape[axis] ?? 1;
    if (extent === skip.shape[axis]) continue;
    const begin = grown.shape.map((_, index) => (index === axis ? extent - 1 : 0));
    const size = grown.shape.map((full, index) => (index === axis ? 1 : full));
    grown = tf.concat([grown, tf.slice(grown, begin, size)], axis);
  }
  return grown;
}

export const basicUnet = component({
  name: 'BasicUNet',
  aliases: ['BasicUnet', 'Basicunet', 'basicunet'],
  modules: ['monai.networks.nets', 'monai.networks.nets.basic_unet'],
  kind: 'network',
  description: 'A U-Net of five levels with two convolutions each, for 1-D, 2-D or 3-D images.',
  arguments: Type.Object({
    spatialDims: SpatialDimsArgument({ default: 3 }),
    inChannels: Type.Integer({ description: 'Channels of the input.', minimum: 1, default: 1 }),
    outChannels: Type.Integer({ description: 'Channels of the output.', minimum: 1, default: 2 }),
    features: Type.Array(Type.Integer({ minimum: 1 }), {
      description: 'Channels of the five levels from the top, and of the last block.',
      minItems: 6,
      maxItems: 6,
      default: [32, 32, 64, 128, 256, 32],
    }),
    act: LayerSpecifierArgument(
      'Activation: a name (relu, leakyrelu, prelu, elu, gelu, swish, mish, …), or name and settings.',
      leaky,
    ),
    norm: LayerSpecifierArgument(
      'Norm: instance, batch, group, layer or localresponse, or a name and settings.',
      affineInstance,
    ),
    bias: Type.Boolean({ description: 'Whether convolutions have a bias.', default: true }),
    dropout: DropoutArgument(),
    upsample: Type.String({
      description: 'How the way up doubles the size: deconv, nontrainable, pixelshuffle or deconvgroup.',
      default: 'deconv',
    }),
  }),
  create: (options) => new BasicUNet(options),
});
