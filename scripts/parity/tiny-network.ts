import * as tf from '@tensorflow/tfjs';
import { Module, type Parameter } from '../../components/networks/module.js';
import type { TrainerOptimizer } from '../../components/trainers/supervised-trainer.js';
import { fail } from '../../engine/errors.js';
import { NdArray } from '../../engine/types/index.js';

/** The network of `trainers.py`: a 3×3 and a 1×1 convolution, 2 channels in, 1 out. */
export class TinyNetwork extends Module {
  training = true;
  readonly #parameters: Parameter[];

  constructor() {
    super();
    const convolution = (name: string, shape: [number, number, number, number]): Parameter[] => [
      { name: `${name}.weight`, variable: variable(shape), trainable: true, toTorch: [3, 2, 0, 1] },
      { name: `${name}.bias`, variable: variable([shape[3]]), trainable: true, toTorch: undefined },
    ];
    this.#parameters = [...convolution('first', [3, 3, 2, 4]), ...convolution('second', [1, 1, 4, 1])];
  }

  override forward(x: tf.Tensor): tf.Tensor {
    const [first, firstBias, second, secondBias] = this.#parameters.map(({ variable }) => variable);
    if (!first || !firstBias || !second || !secondBias) throw new Error('the network was disposed of');
    return tf.tidy(() => {
      const pixels = tf.transpose(x.as4D(...shape4(x)), [0, 2, 3, 1]);
      const hidden = tf.relu(tf.add(tf.conv2d(pixels, filter(first), 1, 'same'), firstBias));
      const output = tf.add(tf.conv2d(hidden.as4D(...shape4(hidden)), filter(second), 1, 'same'), secondBias);
      return tf.transpose(output, [0, 3, 1, 2]);
    });
  }

  override parameters(): Parameter[] {
    return [...this.#parameters];
  }

  override allParameters(): Parameter[] {
    return this.parameters();
  }

  override stateDict(): Map<string, NdArray> {
    return new Map(
      this.#parameters.map(({ name, variable, toTorch }) => {
        const torch = toTorch ? tf.transpose(variable, [...toTorch]) : tf.clone(variable);
        const array = new NdArray(Float32Array.from(torch.dataSync()), torch.shape, 'float32');
        torch.dispose();
        return [name, array] as const;
      }),
    );
  }

  override loadStateDict(state: ReadonlyMap<string, NdArray>, strict = true): void {
    const names = this.#parameters.map(({ name }) => name);
    const missing = strict ? names.filter((name) => !state.has(name)) : [];
    const unexpected = strict ? [...state.keys()].filter((name) => !names.includes(name)) : [];
    if (missing.length + unexpected.length > 0) {
      fail({ family: 'checkpoint', code: 'checkpoint_mismatch', path: '', missing, unexpected, misshaped: [] });
    }
    for (const { name, variable, toTorch } of this.#parameters) {
      const array = state.get(name);
      if (!array) continue;
      tf.tidy(() => {
        const torch = tf.tensor(Float32Array.from(array.data, Number), [...array.shape]);
        const back = toTorch?.map((_, axis) => toTorch.indexOf(axis));
        variable.assign(back ? tf.transpose(torch, back) : torch);
      });
    }
  }

  override train(mode = true): this {
    this.training = mode;
    return this;
  }

  override eval(): this {
    return this.train(false);
  }

  override to(): this {
    return this;
  }

  override dispose(): void {
    for (const { variable } of this.#parameters) variable.dispose();
  }
}

/** Values that differ from place to place, the same in every process. */
function variable(shape: number[]): tf.Variable {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Float32Array.from({ length: size }, (_, index) => Math.sin(index * 12.9898 + size) * 0.3);
  return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
}

function filter(variable: tf.Variable): tf.Tensor4D {
  return variable.as4D(...shape4(variable));
}

function shape4(tensor: tf.Tensor): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = tensor.shape;
  return [a, b, c, d];
}

/** Gradient descent with momentum, as `torch.optim.SGD` does it. */
export class TinySGD implements TrainerOptimizer {
  readonly parameterGroups: { readonly parameters: readonly Parameter[]; lr: number }[];
  readonly #velocity = new Map<Parameter, tf.Tensor>();

  constructor(
    parameters: readonly Parameter[],
    lr: number,
    readonly momentum: number,
  ) {
    this.parameterGroups = [{ parameters, lr }];
  }

  step(gradients: ReadonlyMap<Parameter, tf.Tensor>): void {
    for (const { parameters, lr } of this.parameterGroups) {
      for (const parameter of parameters) {
        const gradient = gradients.get(parameter);
        if (!gradient) continue;
        const before = this.#velocity.get(parameter);
        const velocity = tf.tidy(() => (before ? tf.add(tf.mul(before, this.momentum), gradient) : tf.clone(gradient)));
        before?.dispose();
        this.#velocity.set(parameter, velocity);
        tf.tidy(() => parameter.variable.assign(tf.sub(parameter.variable, tf.mul(velocity, lr))));
      }
    }
  }

  dispose(): void {
    for (const velocity of this.#velocity.values()) velocity.dispose();
  }
}
