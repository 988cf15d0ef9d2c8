import * as tf from '@tensorflow/tfjs';
import { copyValues } from '../../engine/backends/index.js';
import type { ProcessGroup } from '../../engine/parallel/process-group.js';
import type { Parameter } from '../networks/module.js';

/** Elements of a bucket: few enough to be still in the cache when it is sent, many enough that sending does not cost by the piece. */
const bucketSize = 2 ** 18;
/** Parameters begin on cache lines. */
const lineSize = 16;

interface Bucket {
  readonly values: Float32Array;
  readonly parameters: readonly Parameter[];
  /** How many of its parameters have their gradient in it. */
  filled: number;
}

interface Place {
  readonly bucket: Bucket;
  readonly offset: number;
  readonly index: number;
}

/**
 * Gradients of all parameters in a few long arrays, which ranks sum together. A bucket goes out as soon as its last gradient is in it and those before it
 * have gone, so that the sums of late layers are under way while early layers still compute; the order is that of the backward pass, the
 * same on every rank. The memory stays from step to step.
 */
export class GradientBuckets {
  readonly #buckets: Bucket[] = [];
  readonly #places = new Map<Parameter, Place>();
  /** For each parameter 1 where this rank has a gradient, then the loss. */
  readonly #facts: Float32Array;
  readonly #put = new Set<Parameter>();
  #sent: Promise<void>[] = [];

  constructor(
    readonly parameters: readonly Parameter[],
    readonly group: ProcessGroup,
  ) {
    this.#facts = new Float32Array(parameters.length + 1);
    let members: Parameter[] = [];
    let size = 0;
    const close = (): void => {
      if (members.length > 0) this.#add(members, size);
      members = [];
      size = 0;
    };
    for (const parameter of [...parameters].reverse()) {
      if (size > 0 && size + parameter.variable.size > bucketSize) close();
      members.push(parameter);
      size += padded(parameter.variable.size);
    }
    close();
  }

  #add(parameters: readonly Parameter[], size: number): void {
    const bucket: Bucket = { values: new Float32Array(size), parameters, filled: 0 };
    let offset = 0;
    for (const parameter of parameters) {
      this.#places.set(parameter, { bucket, offset, index: this.parameters.indexOf(parameter) });
      offset += padded(parameter.variable.size);
    }
    this.#buckets.push(bucket);
  }

  /** Takes a gradient, or null where a rank has none. What was taken already is not taken again. */
  put(parameter: Parameter, gradient: tf.Tensor | null): void {
    const place = this.#places.get(parameter);
    if (!place || this.#put.has(parameter)) return;
    const { bucket, offset, index } = place;
    const values = bucket.values.subarray(offset, offset + parameter.variable.size);
    if (gradient) copyValues(gradient, values);
    else values.fill(0);
    this.#facts[index] = gradient ? 1 : 0;
    this.#put.add(parameter);
    bucket.filled++;
    this.#send();
  }

  #send(): void {
    for (;;) {
      const next = this.#buckets[this.#sent.length];
      if (!next || next.filled < next.parameters.length) return;
      this.#sent.push(this.group.allreduce(next.values));
    }
  }

  /**
   * Waits for the sums over all ranks.
   * @param gradients of this rank, all that were not put yet
   * @returns them as tensors, which the caller releases before the next step; parameters without a gradient on any rank are left out
   */
  async sum(
    gradients: ReadonlyMap<Parameter, tf.Tensor>,
    loss: number,
  ): Promise<{ readonly gradients: Map<Parameter, tf.Tensor>; readonly loss: number }> {
    for (const parameter of this.parameters) this.put(parameter, gradients.get(parameter) ?? null);
    this.#facts[this.parameters.length] = loss;
    await Promise.all([...this.#sent, this.group.allreduce(this.#facts)]);
    const summed = new Map<Parameter, tf.Tensor>();
    for (const [parameter, { bucket, offset, index }] of this.#places) {
      if (this.#facts[index] === 0) continue;
      const { shape, size } = parameter.variable;
      summed.set(parameter, tf.tensor(bucket.values.subarray(offset, offset + size), shape, 'float32'));
    }
    this.#sent = [];
    this.#put.clear();
    for (const bucket of this.#buckets) bucket.filled = 0;
    return { gradients: summed, loss: this.#facts[this.parameters.length] ?? Number.NaN };
  }
}

function padded(size: number): number {
  return Math.ceil(size / lineSize) * lineSize;
}
