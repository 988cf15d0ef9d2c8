import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { fieldOf, type Resumable } from '../../engine/types/resumable.js';
import { elements, float32 } from './elements.js';

/** A number, or numbers for several things at once. */
export type Averaged = number | readonly number[] | NdArray;

/** A weighted running average of numbers or arrays, in float32 (MONAI's `CumulativeAverage`). Values that are not finite are left out. */
export class CumulativeAverage implements Resumable {
  static readonly [exposed]: Exposed = {
    append: method('val', 'count'),
    aggregate: method('to_numpy'),
    get_current: method('to_numpy').as('current'),
    reset: method(),
  };

  #last: Float32Array | null = null;
  #shape: readonly number[] = [];
  #sum = new Float32Array(0);
  #count = new Float32Array(0);

  /** Forgets everything. */
  reset(): void {
    this.#last = null;
    this.#sum = new Float32Array(0);
    this.#count = new Float32Array(0);
  }

  /** @param count how much the value weighs, for all elements or for each */
  append(value: Averaged, count: Averaged = 1): void {
    const { data, shape } = floats(value);
    const weights = floats(count);
    if (weights.shape.length > 0 && weights.shape.join() !== shape.join()) {
      const problem = `the count is [${weights.shape.join(', ')}] but the value [${shape.join(', ')}]`;
      fail({ family: 'component', code: 'bad_input', component: 'CumulativeAverage', problem });
    }
    if (!this.#last || this.#sum.length !== data.length) {
      this.#sum = new Float32Array(data.length);
      this.#count = new Float32Array(data.length);
    }
    this.#last = data;
    this.#shape = shape;
    let finite = true;
    for (let index = 0; index < data.length; index++) {
      const weight = weights.data[weights.data.length === 1 ? 0 : index] ?? 0;
      const weighted = Math.fround(weight * (data[index] ?? 0));
      if (Number.isFinite(weighted)) {
        this.#sum[index] = (this.#sum[index] ?? 0) + weighted;
        this.#count[index] = (this.#count[index] ?? 0) + weight;
      } else {
        finite = false;
      }
    }
    if (!finite) getLogger('monai.metrics').warning('CumulativeAverage: values that are not finite are left out');
  }

  /** The average so far; 0 before the first value. A number for numbers, an array for arrays. */
  aggregate(): number | NdArray {
    const counts = this.#count;
    return this.#result(this.#sum.map((sum, index) => ((counts[index] ?? 0) > 0 ? sum / (counts[index] ?? 1) : sum)));
  }

  resumeState(): unknown {
    const kept = (values: Float32Array): NdArray => float32(values.slice(), [values.length]);
    const last = this.#last && kept(this.#last);
    return { last, shape: [...this.#shape], sum: kept(this.#sum), count: kept(this.#count) };
  }

  resumeFrom(state: unknown): void {
    const values = (name: string) => {
      const field = fieldOf(state, name);
      return field instanceof NdArray && field.data instanceof Float32Array ? new Float32Array(field.data) : null;
    };
    const shape = fieldOf(state, 'shape');
    this.#last = values('last');
    this.#shape = Array.isArray(shape) ? shape.map(Number) : [];
    this.#sum = values('sum') ?? new Float32Array(0);
    this.#count = values('count') ?? new Float32Array(0);
  }

  /** The last value, 0 where it was not finite. */
  current(): number | NdArray {
    return this.#last ? this.#result(this.#last.map((value) => (Number.isFinite(value) ? value : 0))) : 0;
  }

  #result(values: Float32Array): number | NdArray {
    return this.#shape.length === 0 ? (values[0] ?? 0) : float32(values, this.#shape);
  }
}

function floats(value: Averaged): { data: Float32Array; shape: readonly number[] } {
  if (typeof value === 'number') return { data: Float32Array.of(value), shape: [] };
  if (value instanceof NdArray) return { data: Float32Array.from(elements(value)), shape: value.shape };
  return { data: Float32Array.from(value), shape: [value.length] };
}

export const cumulativeAverage = component({
  name: 'CumulativeAverage',
  modules: ['monai.metrics', 'monai.metrics.cumulative_average'],
  kind: 'metric',
  description: 'A weighted running average of numbers or arrays.',
  arguments: Type.Object({}),
  create: () => new CumulativeAverage(),
});
