import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type SlidingWindowOptions, slidingWindowInference, type WindowPredictor } from './sliding-window.js';
import { SlidingWindowInferer, slidingWindowArguments } from './sliding-window-inferer.js';

/** Applies a 2-D network to a volume slice by slice, with windows within each slice (MONAI's `SliceInferer`). */
export class SliceInferer extends SlidingWindowInferer {
  /** @param spatialDim the axis across the slices: 0, 1 or 2 */
  constructor(
    readonly spatialDim: number,
    options: SlidingWindowOptions & { readonly cacheRoiWeightMap?: boolean },
  ) {
    super({ ...options, cacheRoiWeightMap: false });
  }

  /** @throws BundleError bad_input unless the input is a volume and `roi_size` has two extents */
  override infer(inputs: tf.Tensor, network: WindowPredictor): tf.Tensor {
    const { roiSize, spatialDim } = this;
    if (typeof roiSize === 'number' || roiSize.length !== 2 || inputs.rank !== 5) {
      const roi = typeof roiSize === 'number' ? 1 : roiSize.length;
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'SliceInferer',
        problem: `it takes a roi_size of 2 extents and inputs [N, C, H, W, D]; got ${roi} and ${inputs.rank} axes`,
      });
    }
    const onSlices: WindowPredictor = (windows, coordinates) =>
      tf.expandDims(network(tf.squeeze(windows, [spatialDim + 2]), coordinates), spatialDim + 2);
    const slices = [...roiSize.slice(0, spatialDim), 1, ...roiSize.slice(spatialDim)];
    return slidingWindowInference(inputs, onSlices, { ...this.settings(), roiSize: slices });
  }
}

export const sliceInferer = component({
  name: 'SliceInferer',
  modules: ['monai.inferers', 'monai.inferers.inferer'],
  kind: 'inferer',
  description: 'Applies a 2-D network to a volume slice by slice.',
  arguments: Type.Object({
    spatialDim: Type.Integer({ minimum: 0, maximum: 2, default: 0, description: 'The axis across the slices.' }),
    ...slidingWindowArguments,
  }),
  create: ({ spatialDim, ...options }) => new SliceInferer(spatialDim, options),
});
