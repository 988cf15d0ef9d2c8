import type * as tf from '@tensorflow/tfjs';
import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';
import { DeviceArgument, Nullable } from '../../engine/registry/schema.js';
import { importanceMap } from './importance-map.js';
import { Inferer } from './inferer.js';
import { type SlidingWindowOptions, slidingWindowInference, type WindowPredictor } from './sliding-window.js';

/** The arguments that all sliding window inferers share, in MONAI's order. */
export const slidingWindowArguments = {
  roiSize: Type.Union([Type.Integer(), Type.Array(Type.Union([Type.Integer(), Type.Null()]))], {
    description: "Window extents, for all axes or for each; a non-positive one is the image's own.",
  }),
  swBatchSize: Type.Integer({ minimum: 1, default: 1, description: 'Windows that go through the network at once.' }),
  overlap: Type.Union([Type.Number(), Type.Array(Type.Number())], {
    default: 0.25,
    description: 'Fraction of a window shared with the next, in [0, 1), for all axes or for each.',
  }),
  mode: Type.Union([Type.Literal('constant'), Type.Literal('gaussian')], {
    default: 'constant',
    description: "How overlapping windows are blended: equally, or by a Gaussian around the window's centre.",
  }),
  sigmaScale: Type.Union([Type.Number(), Type.Array(Type.Number())], {
    default: 0.125,
    description: "The Gaussian's standard deviation as a fraction of the window's extent.",
  }),
  paddingMode: Type.Union(
    [Type.Literal('constant'), Type.Literal('reflect'), Type.Literal('replicate'), Type.Literal('circular')],
    { default: 'constant', description: 'How an image smaller than the window is enlarged.' },
  ),
  cval: Type.Number({ default: 0, description: 'The value that padding mode "constant" fills in.' }),
  swDevice: DeviceArgument({
    default: null,
    description: 'Accepted for MONAI; windows live where the backend keeps them.',
  }),
  device: DeviceArgument({
    default: null,
    description: 'Accepted for MONAI; results live where the backend keeps them.',
  }),
  progress: Type.Boolean({ default: false, description: 'Whether to show progress.' }),
  cacheRoiWeightMap: Type.Boolean({
    default: false,
    description: "Whether to keep the window's weights between images.",
  }),
  cpuThresh: Nullable(Type.Integer({ description: 'Accepted for MONAI; there is one memory.' })),
  bufferSteps: Nullable(Type.Integer({ description: 'Accepted for MONAI; windows are merged as they come.' })),
  bufferDim: Type.Integer({ default: -1, description: 'Accepted for MONAI; windows are merged as they come.' }),
  withCoord: Type.Boolean({
    default: false,
    description: "Whether the network's second input is the list of the windows' coordinates.",
  }),
};

const Arguments = Type.Object(slidingWindowArguments);
export type SlidingWindowArguments = Static<typeof Arguments>;

/** Applies the network window by window and blends what overlaps (MONAI's `SlidingWindowInferer`). */
export class SlidingWindowInferer extends Inferer {
  static override readonly [exposed]: Exposed = {
    roi_size: property(),
    sw_batch_size: property(),
    overlap: property(),
    mode: property(),
    sigma_scale: property(),
    padding_mode: property(),
    cval: property(),
    progress: property(),
  };

  readonly roiSize: SlidingWindowOptions['roiSize'];
  readonly swBatchSize: number;
  readonly overlap: number | readonly number[];
  readonly mode: 'constant' | 'gaussian';
  readonly sigmaScale: number | readonly number[];
  readonly paddingMode: NonNullable<SlidingWindowOptions['paddingMode']>;
  readonly cval: number;
  readonly progress: boolean;
  readonly withCoord: boolean;
  readonly #weights: Float32Array | null;

  constructor(options: SlidingWindowOptions & { readonly cacheRoiWeightMap?: boolean }) {
    super();
    this.roiSize = options.roiSize;
    this.swBatchSize = options.swBatchSize;
    this.overlap = options.overlap ?? 0.25;
    this.mode = options.mode ?? 'constant';
    this.sigmaScale = options.sigmaScale ?? 0.125;
    this.paddingMode = options.paddingMode ?? 'constant';
    this.cval = options.cval ?? 0;
    this.progress = options.progress ?? false;
    this.withCoord = options.withCoord ?? false;
    const fixed = Array.isArray(this.roiSize) ? this.roiSize.filter((extent) => extent !== null && extent > 0) : [];
    const cached = options.cacheRoiWeightMap && Array.isArray(this.roiSize) && fixed.length === this.roiSize.length;
    this.#weights = cached ? importanceMap(fixed, this.mode, this.sigmaScale) : null;
  }

  override infer(inputs: tf.Tensor, network: WindowPredictor): tf.Tensor {
    return slidingWindowInference(inputs, network, { ...this.settings(), roiSize: this.roiSize });
  }

  /** Everything but the window's size. */
  protected settings(): Omit<SlidingWindowOptions, 'roiSize'> {
    const { swBatchSize, overlap, mode, sigmaScale, paddingMode, cval, progress, withCoord } = this;
    const roiWeightMap = mode === 'constant' ? null : this.#weights;
    return { swBatchSize, overlap, mode, sigmaScale, paddingMode, cval, progress, withCoord, roiWeightMap };
  }
}

export const slidingWindowInferer = component({
  name: 'SlidingWindowInferer',
  modules: ['monai.inferers', 'monai.inferers.inferer'],
  kind: 'inferer',
  description: 'Applies the network window by window and blends what overlaps.',
  arguments: Arguments,
  create: (args) => new SlidingWindowInferer(args),
});
