import * as tf from '@tensorflow/tfjs';
import { losses } from '../../components/losses/index.js';
import { Loss } from '../../components/losses/loss.js';
import { networks } from '../../components/networks/index.js';
import { Network } from '../../components/networks/network.js';
import { optimizers } from '../../components/optimizers/index.js';
import { Optimizer } from '../../components/optimizers/optimizer.js';
import { type Difference, readFixture } from './array-json.js';
import { componentOf } from './component-of.js';
import { fill } from './networks.js';
import { pattern } from './networks-pattern.js';

interface Fixture {
  readonly network: Readonly<Record<string, unknown>>;
  readonly shape: readonly [number, number, number, number];
  readonly lr: number;
  readonly losses: readonly number[];
}

/** How far the losses of ten Adam steps from the same weights and batches are from MONAI's, on the backend in use. */
export async function* differences(): AsyncIterable<Difference> {
  const fixture = await readFixture<Fixture>('networks', 'training');
  const network = componentOf(networks, 'BasicUNet', fixture.network);
  const loss = componentOf(losses, 'DiceLoss', { sigmoid: true, squared_pred: true });
  if (!(network instanceof Network) || !(loss instanceof Loss)) throw new TypeError('not a network and a loss');
  fill(network);
  const parameters = network.parameters();
  const optimizer = componentOf(optimizers, 'Adam', { params: parameters, lr: fixture.lr });
  if (!(optimizer instanceof Optimizer)) throw new TypeError('not an optimizer');
  const variables = parameters.map(({ variable }) => variable);
  for (const [step, expected] of fixture.losses.entries()) {
    const [image, label] = batch(fixture.shape, step);
    const { value, grads } = tf.variableGrads(
      () => loss.forward(network.forward(image), label) as tf.Scalar,
      variables,
    );
    const gradients = new Map(parameters.flatMap((parameter) => entry(parameter, grads[parameter.variable.name])));
    optimizer.step(gradients);
    const difference = Math.abs((value.dataSync()[0] ?? Number.NaN) - expected);
    tf.dispose([value, image, label, ...Object.values(grads)]);
    yield { component: 'BasicUNet, DiceLoss, Adam', case: `loss of step ${step + 1}`, difference, tolerance: 1e-3 };
  }
  optimizer.dispose();
  network.dispose();
}

function entry<K, V>(key: K, value: V | undefined): [K, V][] {
  return value === undefined ? [] : [[key, value]];
}

/** Images, and where a smoothed image is positive, as in networks_training.py. */
function batch([n, channels, height, width]: Fixture['shape'], step: number): [tf.Tensor, tf.Tensor] {
  const noise = pattern([n, channels, height, width], 100 + step).data;
  const image = Float32Array.from(noise);
  const label = new Int32Array(n * height * width);
  const plane = height * width;
  for (let item = 0; item < n; item++) {
    for (let place = 0; place < plane; place++) {
      const start = item * channels * plane;
      const mean = windowSum(noise, start, height, width, place) / 81;
      image[start + place] = (noise[start + place] ?? 0) + 4 * mean;
      label[item * plane + place] = mean > 0.02 ? 1 : 0;
    }
  }
  return [tf.tensor(image, [n, channels, height, width]), tf.tensor(label, [n, 1, height, width], 'int32')];
}

/** The sum of a 9×9 window, zeros outside. */
function windowSum(values: Float32Array, start: number, height: number, width: number, place: number): number {
  const [row, column] = [Math.floor(place / width), place % width];
  let sum = 0;
  for (let y = Math.max(0, row - 4); y <= Math.min(height - 1, row + 4); y++) {
    for (let x = Math.max(0, column - 4); x <= Math.min(width - 1, column + 4); x++) {
      sum += values[start + y * width + x] ?? 0;
    }
  }
  return sum;
}
