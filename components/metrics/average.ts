import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { NdArray } from '../../engine/types/index.js';
import { fieldOf, numberIn } from '../../engine/types/resumable.js';
import { elements, volume } from './elements.js';
import { IgniteMetric, igniteMetricArguments } from './ignite-metric.js';

/** The mean of numbers or arrays, in float64 (ignite's `Average`). Of an array with several axes the first one counts items. */
export class Average extends IgniteMetric {
  protected override readonly outputKeys = null;
  #sum: Float64Array | null = null;
  #shape: readonly number[] = [];
  #count = 0;

  override reset(): void {
    this.#sum = null;
    this.#count = 0;
  }

  /** @throws BundleError bad_input for anything but a number or an array, or an array of another shape */
  override update(output: unknown): void {
    if (typeof output === 'number') this.#add([output], [], 1);
    else if (output instanceof NdArray) {
      const items = output.shape.length > 1 ? (output.shape[0] ?? 0) : 1;
      this.#add(elements(output), output.shape.length > 1 ? output.shape.slice(1) : output.shape, items);
    } else this.refuse('it takes a number or an array');
  }

  #add(values: ArrayLike<number>, shape: readonly number[], items: number): void {
    this.#sum ??= new Float64Array(volume(shape));
    const sum = this.#sum;
    if (this.#count > 0 && shape.join() !== this.#shape.join()) this.refuse('arrays must keep their shape');
    this.#shape = shape;
    for (let index = 0; index < values.length; index++) {
      sum[index % sum.length] = (sum[index % sum.length] ?? 0) + (values[index] ?? 0);
    }
    this.#count += items;
  }

  override resumeState(): unknown {
    return { sum: this.#sum && new NdArray(this.#sum.slice(), this.#shape, 'float64'), count: this.#count };
  }

  override resumeFrom(state: unknown): void {
    const sum = fieldOf(state, 'sum');
    const kept = sum instanceof NdArray && sum.data instanceof Float64Array;
    this.#sum = kept ? Float64Array.from(sum.data, Number) : null;
    this.#shape = kept ? sum.shape : [];
    this.#count = numberIn(state, 'count', 0);
  }

  override takeShares(shares: readonly unknown[]): void {
    this.reset();
    for (const share of shares) {
      const sum = fieldOf(share, 'sum');
      if (sum instanceof NdArray) this.#add(elements(sum), sum.shape, numberIn(share, 'count', 0));
    }
  }

  override compute(): number | NdArray {
    const sum = this.#sum ?? this.refuse('there was nothing to average');
    const mean = sum.map((value) => value / this.#count);
    return this.#shape.length === 0 ? (mean[0] ?? 0) : new NdArray(mean, this.#shape, 'float64');
  }
}

export const average = component({
  name: 'Average',
  modules: ['ignite.metrics', 'ignite.metrics.accumulation'],
  kind: 'metric',
  description: 'The mean of numbers or arrays over an epoch.',
  arguments: Type.Object(igniteMetricArguments),
  create: ({ outputTransform, skipUnrolling }) => new Average(outputTransform, skipUnrolling),
});
