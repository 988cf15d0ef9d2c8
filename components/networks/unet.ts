import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import type { Random } from '../../engine/types/index.js';
import { defaultRandom } from '../random/seed.js';
import { ConvolutionBlock } from './blocks/convolution-block.js';
import { ResidualUnit } from './blocks/residual-unit.js';
import { checkSameSize } from './layers/input-check.js';
import { UnaryLayer } from './layers/layer.js';
import { Sequential } from './layers/sequential.js';
import { type PerAxis, perAxis, type SpatialDims } from './layers/spatial.js';
import {
  DropoutArgument,
  type LayerSpecifier,
  LayerSpecifierArgument,
  SpatialDimsArgument,
} from './layers/specifier.js';
import { Network } from './network.js';

export interface UNetOptions {
  readonly spatialDims: SpatialDims;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Channels of each level, from the top: at least two. */
  readonly channels: readonly number[];
  /** By how much each level but the last shrinks the image. */
  readonly strides: readonly PerAxis[];
  readonly kernelSize?: PerAxis;
  readonly upKernelSize?: PerAxis;
  /** Convolutions in the residual unit of a level; 0 for plain convolutions. */
  readonly numResUnits?: number;
  readonly act?: LayerSpecifier | null;
  readonly norm?: LayerSpecifier | null;
  readonly dropout?: LayerSpecifier | number | null;
  readonly bias?: boolean;
  readonly adnOrdering?: string;
}

/**
 * A U-Net that shrinks by strides and can have residual units (Kerfoot et al. 2019, "Left-ventricle quantification using residual U-Net"),
 * as MONAI's `UNet`: PyTorch's parameter names, shapes and initialisation.
 *
 * `forward` takes [N, C, …]; each spatial extent a multiple of the product of its strides.
 */
export class UNet extends Network {
  /** @throws BundleError `invalid_argument` or `unknown_argument` for what does not fit together */
  constructor(options: UNetOptions, random: Random = defaultRandom()) {
    super(new UNetLayers(options, random));
  }
}

class UNetLayers extends UnaryLayer {
  readonly #model: Level;

  constructor(options: UNetOptions, random: Random) {
    super();
    check(options);
    const { inChannels, outChannels, channels, strides } = options;
    this.#model = this.child('model', new Level(options, [inChannels, outChannels], channels, strides, true, random));
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return this.#model.forward(x);
  }
}

/** A way down, what is below beside a skip connection, and a way up. */
class Level extends UnaryLayer {
  readonly #down: UnaryLayer;
  readonly #below: Skip;
  readonly #up: UnaryLayer;

  constructor(
    options: UNetOptions,
    [inChannels, outChannels]: readonly [number, number],
    channels: readonly number[],
    strides: readonly PerAxis[],
    top: boolean,
    random: Random,
  ) {
    super();
    const [own = 1, next = 1] = channels;
    const [stride = 1] = strides;
    const last = channels.length === 2;
    const below = last
      ? downLayer(options, own, next, 1, random)
      : new Level(options, [own, own], channels.slice(1), strides.slice(1), false, random);
    const belowChannels = last ? next : own;
    this.#down = this.child('0', downLayer(options, inChannels, own, stride, random));
    this.#below = this.child('1', new Skip(below));
    this.#up = this.child('2', upLayer(options, [own + belowChannels, outChannels], stride, top, random));
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const own = this.#down.forward(x);
      const below = this.#below.forward(own);
      checkSameSize(own, below);
      return this.#up.forward(tf.concat([own, below], -1));
    });
  }
}

class Skip extends UnaryLayer {
  readonly #below: UnaryLayer;

  constructor(below: UnaryLayer) {
    super();
    this.#below = this.child('submodule', below);
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return this.#below.forward(x);
  }
}

/** What every block of the network has of the options. */
function style(options: UNetOptions) {
  const { spatialDims, act = 'prelu', norm = 'instance', dropout = 0, bias = true, adnOrdering = 'NDA' } = options;
  return { spatialDims, act, norm, dropout, bias, ordering: adnOrdering };
}

function downLayer(
  options: UNetOptions,
  inChannels: number,
  outChannels: number,
  strides: PerAxis,
  random: Random,
): UnaryLayer {
  const { kernelSize = 3, numResUnits: subunits = 0 } = options;
  const block = { ...style(options), inChannels, outChannels, strides, kernelSize };
  return subunits > 0 ? new ResidualUnit({ ...block, subunits }, random) : new ConvolutionBlock(block, random);
}

function upLayer(
  options: UNetOptions,
  [inChannels, outChannels]: readonly [number, number],
  strides: PerAxis,
  top: boolean,
  random: Random,
): UnaryLayer {
  const { kernelSize = 3, upKernelSize = 3, numResUnits = 0 } = options;
  const sizes = { inChannels, outChannels, strides, kernelSize: upKernelSize };
  const convolutionOnly = top && numResUnits === 0;
  const block = new ConvolutionBlock({ ...style(options), ...sizes, transposed: true, convolutionOnly }, random);
  if (numResUnits === 0) return block;
  const unit = { ...style(options), inChannels: outChannels, outChannels, kernelSize, subunits: 1 };
  return new Sequential([block, new ResidualUnit({ ...unit, lastConvolutionOnly: top }, random)]);
}

function check({ channels, strides, kernelSize = 3, upKernelSize = 3, spatialDims }: UNetOptions): void {
  const refuse = (argument: string, expected: string, got: unknown): never => {
    const facts = { component: 'UNet', argument, expected, got: JSON.stringify(got) };
    return fail({ family: 'component', code: 'invalid_argument', ...facts });
  };
  if (channels.length < 2) refuse('channels', 'a list of at least two numbers', channels);
  if (strides.length < channels.length - 1) refuse('strides', `a list of ${channels.length - 1} strides`, strides);
  for (const [argument, size] of Object.entries({ kernel_size: kernelSize, up_kernel_size: upKernelSize })) {
    if (typeof size !== 'number' && size.length !== spatialDims) {
      refuse(argument, `a number, or one for each of ${spatialDims} axes`, size);
    }
    if (perAxis(size, spatialDims).some((extent) => extent % 2 === 0)) refuse(argument, 'odd', size);
  }
}

const extent = Type.Integer({ minimum: 1 });

export const unet = component({
  name: 'UNet',
  aliases: ['Unet'],
  modules: ['monai.networks.nets', 'monai.networks.nets.unet'],
  kind: 'network',
  description: 'A U-Net that shrinks by strides, of plain convolutions or residual units, for 1-D, 2-D or 3-D images.',
  arguments: Type.Object({
    spatialDims: SpatialDimsArgument(),
    inChannels: Type.Integer({ description: 'Channels of the input.', minimum: 1 }),
    outChannels: Type.Integer({ description: 'Channels of the output.', minimum: 1 }),
    channels: Type.Array(extent, { description: 'Channels of each level, from the top.', minItems: 2 }),
    strides: Type.Array(Type.Union([extent, Type.Array(extent)]), {
      description: 'By how much each level but the last shrinks the image: a number, or one for each axis.',
    }),
    kernelSize: Type.Union([extent, Type.Array(extent)], { description: 'Size of convolutions, odd.', default: 3 }),
    upKernelSize: Type.Union([extent, Type.Array(extent)], {
      description: 'Size of transposed convolutions, odd.',
      default: 3,
    }),
    numResUnits: Type.Integer({ description: 'Convolutions in a residual unit; 0 for none.', minimum: 0, default: 0 }),
    act: LayerSpecifierArgument('Activation: a name (prelu, relu, leakyrelu, …), or a name and settings.', 'PRELU'),
    norm: LayerSpecifierArgument('Norm: instance, batch, group, …, or a name and settings.', 'INSTANCE'),
    dropout: DropoutArgument(),
    bias: Type.Boolean({ description: 'Whether convolutions have a bias.', default: true }),
    adnOrdering: Type.String({
      description: 'Order of activation (A), dropout (D) and norm (N) after a convolution.',
      default: 'NDA',
    }),
  }),
  create: (options) => new UNet(options),
});
