import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { absolute } from './channels.js';
import { Loss } from './loss.js';
import { DeprecatedReduction, type Reduction, ReductionArgument, reduce } from './reduction.js';

/** torch.nn.L1Loss: the absolute difference. */
export class L1Loss extends Loss {
  constructor(readonly reduction: Reduction = 'mean') {
    super();
  }

  /** @returns a scalar; with the reduction `none` as `input` */
  override forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor {
    return tf.tidy(() => reduce(absolute(tf.sub(input, tf.cast(target, 'float32'))), this.reduction));
  }
}

export const l1Loss = component({
  name: 'L1Loss',
  modules: ['torch.nn', 'torch.nn.modules.loss'],
  kind: 'loss',
  description: 'Absolute difference.',
  arguments: Type.Object({
    sizeAverage: DeprecatedReduction,
    reduce: DeprecatedReduction,
    reduction: ReductionArgument,
  }),
  create: ({ reduction }) => new L1Loss(reduction),
});
