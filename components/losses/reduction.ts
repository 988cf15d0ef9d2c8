import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';

/** What becomes of the single losses: their mean, their sum, or they stay. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Schema for {@link Reduction}. */
export const ReductionArgument = Type.Union([Type.Literal('none'), Type.Literal('mean'), Type.Literal('sum')], {
  description: 'What becomes of the single losses: none, mean or sum.',
  default: 'mean',
});

/** PyTorch's two arguments that `reduction` replaced; they are accepted where they say nothing else. */
export const DeprecatedReduction = Type.Null({ description: 'Replaced by reduction.', default: null });

export function reduce(losses: tf.Tensor, reduction: Reduction): tf.Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? tf.mean(losses) : tf.sum(losses);
}
