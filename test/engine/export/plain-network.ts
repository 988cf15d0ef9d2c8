import * as tf from '@tensorflow/tfjs';
import type { TraceableNetwork } from '../../../engine/export/index.js';
import { NdArray } from '../../../engine/types/index.js';

/** A network of plain tfjs, as a user writes one; `weights` are in PyTorch's layout already. */
export class PlainNetwork implements TraceableNetwork {
  training = true;
  readonly #weights: ReadonlyMap<string, tf.Variable>;
  readonly #compute: (inputs: tf.Tensor[], weights: (name: string) => tf.Tensor) => tf.Tensor | tf.Tensor[];

  constructor(
    compute: (inputs: tf.Tensor[], weights: (name: string) => tf.Tensor) => tf.Tensor | tf.Tensor[],
    weights: Readonly<Record<string, number[]>> = {},
  ) {
    this.#compute = compute;
    this.#weights = new Map(
      Object.entries(weights).map(([name, shape], index) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        const values = Float32Array.from({ length: size }, (_, at) => Math.sin(1 + at * 1.7 + index));
        return [name, tf.tidy(() => tf.variable(tf.tensor(values, shape)))];
      }),
    );
  }

  forward(...inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => this.#compute(inputs, (name) => this.#weight(name)));
  }

  allParameters() {
    return [...this.#weights].map(([name, variable]) => ({ name, variable, toTorch: undefined }));
  }

  stateDict(): Map<string, NdArray> {
    return new Map(
      [...this.#weights].map(([name, variable]) => {
        return [name, new NdArray(Float32Array.from(variable.dataSync()), variable.shape, 'float32')];
      }),
    );
  }

  train(mode = true): this {
    this.training = mode;
    return this;
  }

  dispose(): void {
    for (const variable of this.#weights.values()) variable.dispose();
  }

  #weight(name: string): tf.Tensor {
    const found = this.#weights.get(name);
    if (!found) throw new RangeError(`no weight "${name}"`);
    return found;
  }
}
