import * as tf from '@tensorflow/tfjs';
import { operation, present } from './operation.js';

/** Names of the kernels that a backend can bring of its own. */
export const adamStepKernel = 'MedbundleAdam';
export const sgdStepKernel = 'MedbundleSgd';

/** One step of Adam with torch's numbers: the corrections are 1 − βᵗ. */
export type AdamStep = {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** AdamW: the decay shrinks the weights instead of joining the gradient. */
  readonly decoupled: boolean;
  readonly maximize: boolean;
  readonly correction1: number;
  readonly correction2: number;
};

/** One step of stochastic gradient descent. */
export type SgdStep = {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  readonly maximize: boolean;
};

/** New values of a parameter and of its running averages. */
export interface AdamState {
  readonly p: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
  /** The largest `v` so far (AMSGrad). */
  readonly most: tf.Tensor | undefined;
}

/** @param g the gradient, of the parameter's shape @returns tensors that the caller owns */
export function adamStep({ p, m, v, most }: AdamState, g: tf.Tensor, settings: AdamStep): AdamState {
  const outputs = adam(most ? { p, g, m, v, most } : { p, g, m, v }, settings);
  return { p: present(outputs[0]), m: present(outputs[1]), v: present(outputs[2]), most: outputs[3] };
}

const adam = operation<AdamStep>({
  name: adamStepKernel,
  compose({ p, g, m, v, most }, settings) {
    const { lr, beta1, beta2, epsilon, weightDecay, decoupled, maximize, correction1, correction2 } = settings;
    let parameter = present(p);
    let gradient = maximize ? tf.neg(present(g)) : present(g);
    if (weightDecay !== 0) {
      if (decoupled) parameter = tf.mul(parameter, 1 - lr * weightDecay);
      else gradient = tf.add(gradient, tf.mul(parameter, weightDecay));
    }
    const first = tf.add(present(m), tf.mul(tf.sub(gradient, present(m)), 1 - beta1));
    const second = tf.add(tf.mul(present(v), beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const largest = most ? tf.maximum(most, second) : second;
    const scale = tf.add(tf.div(tf.sqrt(largest), Math.sqrt(correction2)), epsilon);
    const moved = tf.sub(parameter, tf.mul(tf.div(first, scale), lr / correction1));
    return most ? [moved, first, second, largest] : [moved, first, second];
  },
});

/**
 * @param velocity the momentum's buffer; undefined at the first step and without momentum
 * @returns the new parameter, and with momentum the new buffer; the caller owns both
 */
export function sgdStep(
  p: tf.Tensor,
  g: tf.Tensor,
  velocity: tf.Tensor | undefined,
  settings: SgdStep,
): { readonly p: tf.Tensor; readonly velocity: tf.Tensor | undefined } {
  const outputs = sgd(velocity ? { p, g, velocity } : { p, g }, settings);
  return { p: present(outputs[0]), velocity: outputs[1] };
}

const sgd = operation<SgdStep>({
  name: sgdStepKernel,
  compose({ p, g, velocity }, { lr, momentum, dampening, weightDecay, nesterov, maximize }) {
    const parameter = present(p);
    let gradient = maximize ? tf.neg(present(g)) : present(g);
    if (weightDecay !== 0) gradient = tf.add(gradient, tf.mul(parameter, weightDecay));
    if (momentum === 0) return [tf.sub(parameter, tf.mul(gradient, lr))];
    const next = velocity ? tf.add(tf.mul(velocity, momentum), tf.mul(gradient, 1 - dampening)) : tf.mul(gradient, 1);
    const direction = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next;
    return [tf.sub(parameter, tf.mul(direction, lr)), next];
  },
});
