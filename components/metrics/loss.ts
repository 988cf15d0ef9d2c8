import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import type { NdArray } from '../../engine/types/index.js';
import { numberIn } from '../../engine/types/resumable.js';
import { toTensor } from '../trainers/batch-tensors.js';
import { IgniteMetric, igniteMetricArguments, type OutputTransform, predictionAndLabel } from './ignite-metric.js';

type LossFunction = (prediction: tf.Tensor, label: tf.Tensor, settings?: unknown) => tf.Tensor;
type LossLike = LossFunction | { forward: LossFunction };

/** The mean of a loss over all items of an epoch (ignite's `Loss`). */
export class LossAverage extends IgniteMetric {
  protected override readonly outputKeys = ['y_pred', 'y', 'criterion_kwargs'];
  #sum = 0;
  #count = 0;

  constructor(
    readonly lossFunction: LossLike,
    outputTransform?: OutputTransform | null,
    readonly batchSize?: ((label: NdArray) => number) | null,
    skipUnrolling = false,
  ) {
    super(outputTransform, skipUnrolling);
  }

  override reset(): void {
    this.#sum = 0;
    this.#count = 0;
  }

  /** @throws BundleError bad_input when the loss is not one number */
  override async update(output: unknown): Promise<void> {
    const [prediction, label] = predictionAndLabel(output) ?? this.refuse('it takes a prediction and a label');
    const settings: unknown = Array.isArray(output) ? output[2] : undefined;
    const { lossFunction } = this;
    const loss = tf.tidy(() => {
      const inputs = [toTensor(prediction), toTensor(label)] as const;
      return typeof lossFunction === 'function'
        ? lossFunction(...inputs, settings)
        : lossFunction.forward(...inputs, settings);
    });
    const [value = Number.NaN, ...more] = await loss.data();
    loss.dispose();
    if (more.length > 0) this.refuse('the loss must be one number; set its reduction to "mean"');
    const items = this.batchSize?.(label) ?? label.shape[0] ?? 0;
    this.#sum += value * items;
    this.#count += items;
  }

  override resumeState(): unknown {
    return { sum: this.#sum, count: this.#count };
  }

  override resumeFrom(state: unknown): void {
    this.#sum = numberIn(state, 'sum', 0);
    this.#count = numberIn(state, 'count', 0);
  }

  override takeShares(shares: readonly unknown[]): void {
    this.reset();
    for (const share of shares) {
      this.#sum += numberIn(share, 'sum', 0);
      this.#count += numberIn(share, 'count', 0);
    }
  }

  override compute(): number {
    return this.#count > 0 ? this.#sum / this.#count : this.refuse('there was nothing to measure');
  }
}

export const loss = component({
  name: 'Loss',
  modules: ['ignite.metrics', 'ignite.metrics.loss'],
  kind: 'metric',
  description: 'The mean of a loss over all items of an epoch.',
  arguments: Type.Object({
    lossFn: Instance<LossLike>(
      'a loss',
      (value) => typeof value === 'function' || (typeof value === 'object' && value !== null && 'forward' in value),
      { description: 'The loss of prediction and label, averaged over the batch.' },
    ),
    outputTransform: igniteMetricArguments.outputTransform,
    batchSize: Nullable(
      Callback<(label: NdArray) => number>('Number of items in a label; the length of its first axis by default.'),
    ),
    device: igniteMetricArguments.device,
    skipUnrolling: igniteMetricArguments.skipUnrolling,
  }),
  create: ({ lossFn, outputTransform, batchSize, skipUnrolling }) =>
    new LossAverage(lossFn, outputTransform, batchSize, skipUnrolling),
});
