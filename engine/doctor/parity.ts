import * as tf from '@tensorflow/tfjs';
import { type BackendName, convolution, normalize, selectBackend, transposedConvolution } from '../backends/index.js';

/** What a backend's self-test gave. */
export interface Probe {
  readonly description: string;
  readonly threads: number;
  readonly difference: number;
  readonly milliseconds: number;
}

/** Float32 sums in another order move by this much at most, with room. */
export const largestDifference = 1e-3;

/**
 * One training step of a small network (convolutions, normalisation, pooling, transposed convolution, a Dice loss) on a backend and
 * on cpu: how far loss and gradients are apart, relative to the largest element of each.
 * @throws BundleError backend_unavailable
 */
export async function probe(name: BackendName, threads?: number): Promise<Probe> {
  const loaded = await selectBackend(name, { threads });
  await step();
  const start = performance.now();
  const found = await step();
  const milliseconds = performance.now() - start;
  await selectBackend('cpu');
  const expected = await step();
  const difference = Math.max(...found.map((values, index) => apart(values, expected[index] ?? new Float32Array())));
  return { description: loaded.description, threads: loaded.threads, difference, milliseconds };
}

async function step(): Promise<Float32Array[]> {
  const inputs = [
    tensor([1, 12, 16, 5], 1),
    tensor([3, 3, 5, 8], 2),
    tensor([3, 3, 8, 8], 3),
    tensor([2, 2, 8, 8], 4),
    tensor([1, 1, 8, 1], 5),
  ];
  const target = tf.tidy(() => tf.cast(tf.greater(tensor([1, 12, 16, 1], 6), 0), 'float32'));
  const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => loss(given, target))(inputs);
  const results = await Promise.all([value, ...grads].map(async (result) => Float32Array.from(await result.data())));
  tf.dispose([value, target, ...grads, ...inputs]);
  return results;
}

const same = { strides: [1, 1], padding: [1, 1], dilations: [1, 1] };
const norm = { groups: 8, acrossBatch: false, epsilon: 1e-5, slope: 0.1 };

function loss(given: readonly tf.Tensor[], target: tf.Tensor): tf.Scalar {
  const [x, first, second, up, last] = given;
  if (!x || !first || !second || !up || !last) throw new Error('the step has five inputs');
  const { y: wide } = normalize(convolution([x], first, null, same), null, norm);
  const pooled = tf.maxPool(wide as tf.Tensor4D, 2, 2, 'valid');
  const { y: deep } = normalize(convolution([pooled], second, null, same), null, norm);
  const back = transposedConvolution(deep, up, null, {
    strides: [2, 2],
    padding: [0, 0],
    outputPadding: [0, 0],
    dilations: [1, 1],
  });
  const probability = tf.sigmoid(convolution([back], last, null, { ...same, padding: [0, 0] }));
  const overlap = tf.sum(tf.mul(probability, target));
  const both = tf.add(tf.sum(tf.square(probability)), tf.sum(target));
  return tf.sub(1, tf.div(tf.mul(2, overlap), both));
}

/** Numbers in [-1, 1) that repeat for the same seed. */
function tensor(shape: number[], seed: number): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  for (let index = 0; index < values.length; index++) {
    const scrambled = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    values[index] = 2 * (scrambled - Math.floor(scrambled)) - 1;
  }
  return tf.tensor(values, shape);
}

function apart(found: Float32Array, expected: Float32Array): number {
  let largest = 0;
  let scale = 1e-12;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((found[index] ?? Number.NaN) - (expected[index] ?? 0));
    if (!(difference <= largest)) largest = difference;
    scale = Math.max(scale, Math.abs(expected[index] ?? 0));
  }
  return largest / scale;
}
