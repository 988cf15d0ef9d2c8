/**
 * Trains the bundle's network on small random images for some minutes, and ends with 1 when tensors are left over, or when memory
 * after the first quarter grows by more than a tenth:
 *
 *     node dist/scripts/soak.js [--minutes 1] [--backend native] [--threads N]
 */
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../components/networks/module.js';
import { Philox } from '../components/random/philox.js';
import { selectBackend, variableGradients } from '../engine/backends/index.js';
import { build, trainCases } from './bench/train-step-cases.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    backend: { type: 'string' },
    threads: { type: 'string' },
  },
});

async function main(minutes: number): Promise<number> {
  const found = trainCases['basic-unet'];
  if (!found) throw new Error('the case of the bundle is missing');
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const { description } = await selectBackend(values.backend, threads);
  const { network, loss, optimizer } = build(found);
  const parameters = network.parameters();
  const variables = parameters.map(({ variable }) => variable);
  const random = new Philox(1);
  const numbers = (shape: number[], draw: () => number) =>
    tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, draw), shape);
  const channels = found.sample[0] ?? 1;

  const step = async () => {
    const image = numbers([2, channels, 64, 64], () => random.normal(0, 1));
    const label = numbers([2, 1, 64, 64], () => Number(random.uniform(0, 1) < 0.3));
    const { value, gradients: byVariable } = variableGradients(
      () => loss.forward(network.forward(image), label) as tf.Scalar,
      variables,
    );
    const gradients = new Map<Parameter, tf.Tensor>();
    for (const parameter of parameters) {
      const gradient = byVariable.get(parameter.variable);
      if (gradient) gradients.set(parameter, gradient);
    }
    optimizer.step(gradients);
    const [lossValue = Number.NaN] = await value.data();
    tf.dispose([value, image, label, ...gradients.values()]);
    return lossValue;
  };

  console.log(`soak: ${description}, ${minutes} min`);
  network.train();
  const start = performance.now();
  const passed = () => (performance.now() - start) / 60_000;
  let [steps, last, tensors, early, late] = [0, Number.NaN, 0, 0, 0];
  while (passed() < minutes) {
    last = await step();
    steps++;
    if (steps === 3) tensors = tf.memory().numTensors;
    const resident = process.memoryUsage.rss();
    if (passed() < minutes / 4) early = Math.max(early, resident);
    else if (passed() > (minutes * 3) / 4) late = Math.max(late, resident);
  }
  const left = steps >= 3 ? tf.memory().numTensors - tensors : 0;
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  console.log(
    `${steps} steps, the last loss ${last.toFixed(4)}; tensors left over: ${left}; ` +
      `most memory in the first quarter ${megabytes(early)} MiB, in the last ${megabytes(late)} MiB`,
  );
  return left === 0 && Number.isFinite(last) && late <= early * 1.1 ? 0 : 1;
}

process.exitCode = await main(Number(values.minutes));
