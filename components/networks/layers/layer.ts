import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../engine/types/index.js';
import type { Parameter } from '../module.js';

/** A parameter or buffer under the name its own layer gives it. */
interface Own {
  readonly name: string;
  readonly variable: tf.Variable;
  readonly trainable: boolean;
  readonly toTorch: readonly number[] | undefined;
}

/**
 * A part of a network: parameters, buffers and further layers, registered under PyTorch's names in PyTorch's order. Layers compute
 * channels-last ([N, …, C]); each gives its result to the caller, who releases it (inside `tf.tidy`, as a rule).
 */
export abstract class Layer {
  readonly #own: Own[] = [];
  readonly #children: [name: string, layer: Layer][] = [];
  #training = true;

  /** Whether dropout draws and batch norm uses the batch's statistics. */
  get training(): boolean {
    return this.#training;
  }

  setTraining(training: boolean): void {
    this.#training = training;
    for (const [, child] of this.#children) child.setTraining(training);
  }

  /** The stream that layers of this one draw from at work (dropout), each from a fork of it. */
  useRandom(random: Random): void {
    for (const [name, child] of this.#children) child.useRandom(random.fork(name));
  }

  /** Parameters and buffers of this layer and those in it, in the order of PyTorch's `state_dict`. */
  *state(prefix = ''): Iterable<Parameter> {
    for (const trainable of [true, false]) {
      for (const own of this.#own) if (own.trainable === trainable) yield { ...own, name: prefix + own.name };
    }
    for (const [name, child] of this.#children) yield* child.state(`${prefix}${name}.`);
  }

  /**
   * Registers a trainable tensor.
   *
   * @param values in the kernels' layout
   * @param toTorch the permutation that gives PyTorch's layout
   */
  protected parameter(
    name: string,
    values: Float32Array,
    shape: readonly number[],
    toTorch?: readonly number[],
  ): tf.Variable {
    return this.#register(name, tf.tensor(values, [...shape], 'float32'), true, toTorch);
  }

  /** Registers a tensor that is saved but not trained. */
  protected buffer(name: string, values: Float32Array | Int32Array, shape: readonly number[]): tf.Variable {
    const dtype = values instanceof Int32Array ? 'int32' : 'float32';
    return this.#register(name, tf.tensor(values, [...shape], dtype), false, undefined);
  }

  /** Registers a layer in this one. */
  protected child<L extends Layer>(name: string, layer: L): L {
    this.#children.push([name, layer]);
    return layer;
  }

  #register(name: string, initial: tf.Tensor, trainable: boolean, toTorch: readonly number[] | undefined): tf.Variable {
    const variable = tf.variable(initial, trainable);
    initial.dispose();
    this.#own.push({ name, variable, trainable, toTorch });
    return variable;
  }
}

/** A layer of one input. */
export abstract class UnaryLayer extends Layer {
  abstract forward(x: tf.Tensor): tf.Tensor;
}

/** Passes its input on (torch.nn.Identity). */
export class Identity extends UnaryLayer {
  override forward(x: tf.Tensor): tf.Tensor {
    return x;
  }
}
