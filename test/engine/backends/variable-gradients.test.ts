import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalize, selectBackend, variableGradients } from '../../../engine/backends/index.js';
import { pattern } from './reference.js';

describe('variableGradients', () => {
  beforeAll(async () => {
    await selectBackend('cpu');
  });

  it("gives tfjs's gradients and leaves no tensor", () => {
    const before = tf.memory().numTensors;
    const [a, b, unused] = [variable([4, 3], 1), variable([3], 2), variable([2], 3)];
    const compute = () => {
      const x = tf.matMul(a, a, true);
      const twice = tf.add(tf.mul(x, b), tf.addN([x, tf.relu(x), x]));
      const settings = { groups: 3, acrossBatch: true, epsilon: 1e-3, slope: 0.1 };
      const { y } = normalize(tf.reshape(twice, [3, 1, 3]), { scale: b, offset: b }, settings);
      return tf.sum(tf.square(tf.concat([y, tf.reshape(tf.split(x, 3)[1] ?? x, [1, 1, 3])], 0))).asScalar();
    };
    const expected = tf.variableGrads(compute, [a, b]);
    const { value, gradients } = variableGradients(compute, [a, b, unused]);
    expect(value.dataSync()).toEqual(expected.value.dataSync());
    expect([...gradients.keys()]).toEqual([a, b]);
    for (const [one, gradient] of gradients) {
      expect(gradient.shape).toEqual(one.shape);
      expect(gradient.dataSync()).toEqual(expected.grads[one.name]?.dataSync());
    }
    tf.dispose([value, ...gradients.values(), expected.value, expected.grads, a, b, unused]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('belongs to the scope it is called in', () => {
    const before = tf.memory().numTensors;
    const a = variable([3], 1);
    tf.tidy(() => {
      variableGradients(() => tf.sum(tf.mul(a, a)).asScalar(), [a]);
    });
    a.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives no gradients of what does not depend on the variables', () => {
    const before = tf.memory().numTensors;
    const a = variable([3], 1);
    const { value, gradients } = variableGradients(() => tf.sum(tf.ones([2])).asScalar(), [a]);
    expect(gradients.size).toBe(0);
    tf.dispose([value, a]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves nothing when the computation fails', () => {
    const before = tf.memory().numTensors;
    const a = variable([3], 1);
    const compute = () => {
      tf.square(tf.mul(a, a));
      throw new Error('on purpose');
    };
    expect(() => variableGradients(compute, [a])).toThrow('on purpose');
    a.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.engine().state.gradientDepth).toBe(0);
  });
});

function variable(shape: number[], seed: number): tf.Variable {
  const initial = tf.tensor(Float32Array.from(pattern(shape, seed).data), shape);
  const made = tf.variable(initial, true, `test-${seed}`);
  initial.dispose();
  return made;
}
