import type * as tf from '@tensorflow/tfjs';
import { channelsFirst, channelsLast } from '../layers/channels.js';

/**
 * A tensor of a graph, channel-first in the graph's eyes ([N, C, …]), that may lie channels-last in memory: operations take what
 * suits them, and nothing is turned around before something needs it.
 */
export class Held {
  #first: tf.Tensor | undefined;
  #last: tf.Tensor | undefined;

  private constructor(
    /** Whether it was made channels-last. */
    readonly prefersLast: boolean,
    tensor: tf.Tensor,
  ) {
    if (prefersLast) this.#last = tensor;
    else this.#first = tensor;
  }

  static first(tensor: tf.Tensor): Held {
    return new Held(false, tensor);
  }

  static last(tensor: tf.Tensor): Held {
    return new Held(true, tensor);
  }

  get rank(): number {
    return (this.prefersLast ? this.#last : this.#first)?.rank ?? 0;
  }

  /** As the graph sees it. */
  get first(): tf.Tensor {
    if (this.#first) return this.#first;
    const { last } = this;
    this.#first = this.rank < 3 ? last : channelsFirst(last);
    return this.#first;
  }

  /** [N, …, C]; tensors of less than three axes are the same either way. */
  get last(): tf.Tensor {
    if (this.#last) return this.#last;
    const { first } = this;
    this.#last = this.rank < 3 ? first : channelsLast(first);
    return this.#last;
  }

  /** Where an axis of the graph lies in {@link Held.last}. */
  axis(axis: number): number {
    if (this.rank < 3 || axis === 0) return axis;
    return axis === 1 ? this.rank - 1 : axis - 1;
  }
}
