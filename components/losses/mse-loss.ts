import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Loss } from './loss.js';
import { DeprecatedReduction, type Reduction, ReductionArgument, reduce } from './reduction.js';

/** torch.nn.MSELoss: the squared difference. */
export class MSELoss extends Loss {
  constructor(readonly reduction: Reduction = 'mean') {
    super();
  }

  /** @returns a scalar; with the reduction `none` as `input` */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => reduce(tf.squaredDifference(input, tf.cast(target, 'float32')), this.reduction));
  }
}

export const mseLoss = component({
  name: 'MSELoss',
  modules: ['torch.nn', 'torch.nn.modules.loss'],
  kind: 'loss',
  description: 'Squared difference.',
  arguments: Type.Object({
    sizeAverage: DeprecatedReduction,
    reduce: DeprecatedReduction,
    reduction: ReductionArgument,
  }),
  create: ({ reduction }) => new MSELoss(reduction),
});
