import { fail } from '../../engine/errors.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { NdArray } from '../../engine/types/index.js';
import type { Resumable } from '../../engine/types/resumable.js';
import { interleaved } from '../trainers/epoch-exchange.js';
import { elements, itemsOf, type MetricInput } from './elements.js';

/**
 * A metric computed item by item whose values are kept until they are aggregated (MONAI's `CumulativeIterationMetric`). A subclass
 * says what one item gives.
 */
export abstract class CumulativeMetric implements Resumable {
  static readonly [exposed]: Exposed = {
    __call__: method('y_pred', 'y').as('update'),
    aggregate: method('reduction'),
    reset: method(),
    get_buffer: method().as('buffer'),
    __len__: method().as('size'),
  };

  readonly #buffers: NdArray[][] = [];

  /** The value or values of one item: its prediction and label, [C, …] each. */
  protected abstract measure(prediction: NdArray, label: NdArray): NdArray | readonly NdArray[];

  /** Reduces what was kept. */
  abstract aggregate(): unknown;

  /**
   * Measures a batch or a list of items and keeps the values.
   * @returns the values of these items, with the items as a new first axis
   * @throws BundleError bad_input when there are not as many labels as predictions, or shapes do not fit
   */
  update(yPred: MetricInput, y: MetricInput): NdArray | NdArray[] {
    const predictions = itemsOf(yPred);
    const labels = itemsOf(y);
    if (predictions.length !== labels.length) {
      this.refuse(`there are ${predictions.length} predictions but ${labels.length} labels`);
    }
    const measured = predictions.map((prediction, index) => {
      const values = this.measure(prediction, labels[index] ?? prediction);
      return values instanceof NdArray ? [values] : values;
    });
    for (const values of measured) this.append(...values);
    const stacked = (measured[0] ?? []).map((_, buffer) => stack(measured.flatMap((values) => values[buffer] ?? [])));
    return single(stacked);
  }

  /** Keeps the values of one item. */
  append(...values: readonly NdArray[]): void {
    for (const [place, value] of values.entries()) {
      const buffer = this.#buffers[place];
      if (buffer) buffer.push(value);
      else this.#buffers[place] = [value];
    }
  }

  /** Forgets everything kept. */
  reset(): void {
    this.#buffers.length = 0;
  }

  /** Number of items kept. */
  size(): number {
    return Math.max(0, ...this.#buffers.map(({ length }) => length));
  }

  /** Everything kept, items first; a list where an item gives several values. */
  buffer(): NdArray | NdArray[] {
    return single(this.#buffers.map(stack));
  }

  /** What was kept so far, for a run that stops within an epoch. */
  resumeState(): unknown {
    return this.#buffers.map(stack);
  }

  resumeFrom(state: unknown): void {
    const buffers: unknown[] = Array.isArray(state) ? state : [];
    this.reset();
    for (const buffer of buffers) this.#buffers.push(buffer instanceof NdArray ? [...itemsOf(buffer)] : []);
  }

  /** Makes one metric of what all ranks kept, items in the order in which a distributed sampler deals them out. */
  takeShares(shares: readonly unknown[]): void {
    const ranks = shares.map((share) => (Array.isArray(share) ? share : []));
    this.reset();
    for (let place = 0; place < Math.max(0, ...ranks.map(({ length }) => length)); place++) {
      const items = ranks.map((buffers) => (buffers[place] instanceof NdArray ? itemsOf(buffers[place]) : []));
      this.#buffers.push(interleaved(items));
    }
  }

  /** What was kept of an item's only value. */
  protected kept(): NdArray {
    const buffer = this.buffer();
    return buffer instanceof NdArray ? buffer : this.refuse('nothing was measured yet');
  }

  protected refuse(problem: string, fix?: string): never {
    return fail({ family: 'component', code: 'bad_input', component: this.constructor.name, problem, fix });
  }
}

function single(stacked: NdArray[]): NdArray | NdArray[] {
  const [first] = stacked;
  return first && stacked.length === 1 ? first : stacked;
}

/** Arrays of one shape as one float32 array, along a new first axis. */
function stack(arrays: readonly NdArray[]): NdArray<'float32'> {
  const shape = arrays[0]?.shape ?? [];
  const size = arrays[0]?.size ?? 0;
  const data = new Float32Array(arrays.length * size);
  for (const [index, array] of arrays.entries()) {
    if (array.shape.join() !== shape.join()) {
      const problem = `items of one metric differ in shape: [${shape.join(', ')}] and [${array.shape.join(', ')}]`;
      fail({ family: 'component', code: 'bad_input', component: 'metric', problem });
    }
    data.set(elements(array), index * size);
  }
  return new NdArray(data, [arrays.length, ...shape], 'float32');
}
