import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { slidingWindowInference, type WindowCoordinates } from '../../../components/inferers/sliding-window.js';
import { windowGrid } from '../../../components/inferers/window-grid.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('gradients reach the input through overlapping windows', () => {
  const before = tf.memory().numTensors;
  const input = tf.tensor([1, 2, 3, 4, 5, 6, 7], [1, 1, 7]);
  const square = (x: tf.Tensor): tf.Tensor => tf.square(x);
  const gradient = tf.grad((x) =>
    tf.sum(slidingWindowInference(x, square, { roiSize: [3], swBatchSize: 2, overlap: 0.5 })),
  )(input);
  expect([...gradient.dataSync()]).toEqual([2, 4, 6, 8, 10, 12, 14]);
  tf.dispose([input, gradient]);
  expect(tf.memory().numTensors).toBe(before);
});

test('the network is told where its windows lie', () => {
  const seen: WindowCoordinates[] = [];
  const predictor = (x: tf.Tensor, at: readonly WindowCoordinates[] = []): tf.Tensor => {
    seen.push(...at);
    return tf.clone(x);
  };
  const options = { roiSize: [4, 3], swBatchSize: 2, overlap: 0, withCoord: true };
  tf.tidy(() => slidingWindowInference(tf.zeros([2, 1, 4, 6]), predictor, options));
  expect(seen).toEqual([
    [0, [0, 4], [0, 3]],
    [0, [0, 4], [3, 6]],
    [1, [0, 4], [0, 3]],
    [1, [0, 4], [3, 6]],
  ]);
});

test('a prediction can be changed window by window, with its weights', () => {
  const output = tf.tidy(() =>
    slidingWindowInference(tf.ones([1, 1, 6]), (x) => tf.mul(x, 3), {
      roiSize: [4],
      swBatchSize: 1,
      overlap: 0.5,
      processFn: (prediction, _, weights) => [tf.add(prediction, 1), tf.mul(weights, 2)],
    }).dataSync(),
  );
  expect([...output]).toEqual([4, 4, 4, 4, 4, 4]);
});

test('an overlap outside [0, 1) and a list of the wrong length are refused', () => {
  expect(() => windowGrid([8, 8], [4, 4], 1)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  expect(() => windowGrid([8, 8], [4], 0.5)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
});
