/**
 * Our side of `train-step.ts`: a process that builds one case and answers each line of its input. `forward` and `step`: seconds;
 * `memory`: peak bytes; `profile`: rows of a step.
 *
 *     node dist/scripts/bench/train-step-subject.js '{"name":"basic-unet","batch":8}'
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../../components/networks/module.js';
import { Philox } from '../../components/random/philox.js';
import { selectBackend, variableGradients, withMixedPrecision } from '../../engine/backends/index.js';
import { loadAddon } from '../../engine/backends/native/addon.js';
import { KernelProfile } from './kernel-profile.js';
import { peakMemory } from './peak-memory.js';
import { build, trainCases } from './train-step-cases.js';

export interface Subject {
  readonly name: string;
  readonly batch: number;
  readonly backend?: string;
  readonly threads?: number;
  /** Float32 vectors of 256 bits at most. */
  readonly avx2?: boolean;
  readonly amp?: boolean;
  /** Seconds of the processor rather than of the clock. */
  readonly processorTime?: boolean;
}

async function main(subject: Subject): Promise<void> {
  const found = trainCases[subject.name];
  if (!found) throw new Error(`there is no case ${subject.name}`);
  const { threads } = subject;
  const { name } = await selectBackend(subject.backend, threads === undefined ? {} : { threads });
  if (subject.avx2 && name === 'native') loadAddon().use('avx2');
  const { network, loss, optimizer } = build(found);
  const random = new Philox(2);
  const shape = [subject.batch, ...found.sample];
  const image = tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal(0, 1)),
    shape,
  );
  const plane = [subject.batch, 1, ...found.sample.slice(1)];
  const mask = Float32Array.from({ length: tf.util.sizeFromShape(plane) }, () => Number(random.uniform(0, 1) < 0.3));
  const label = tf.tensor(mask, plane);
  const parameters = network.parameters();
  const variables = parameters.map(({ variable }) => variable);

  const inPrecision = <T>(work: () => T): T => (subject.amp ? withMixedPrecision(work) : work());

  const forward = async () => {
    const output = inPrecision(() => network.forward(image));
    await output.data();
    output.dispose();
  };
  const step = async () => {
    const { value, gradients: byVariable } = inPrecision(() =>
      variableGradients(() => loss.forward(network.forward(image), label) as tf.Scalar, variables),
    );
    const gradients = new Map<Parameter, tf.Tensor>();
    for (const parameter of parameters) {
      const gradient = byVariable.get(parameter.variable);
      if (gradient) gradients.set(parameter, gradient);
    }
    optimizer.step(gradients);
    await value.data();
    tf.dispose([value, ...gradients.values()]);
  };
  const processorTime = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const clock = subject.processorTime ? processorTime : () => performance.now();
  const seconds = async (work: () => Promise<void>) => {
    const start = clock();
    await work();
    return (clock() - start) / 1000;
  };

  console.log('ready');
  let profile: KernelProfile | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    switch (line.trim()) {
      case 'forward':
        network.eval();
        console.log(await seconds(forward));
        break;
      case 'step':
        network.train();
        console.log(await seconds(step));
        break;
      case 'memory':
        console.log(peakMemory());
        break;
      case 'profile':
        network.train();
        profile ??= new KernelProfile(clock);
        await step();
        profile.clear();
        console.log(JSON.stringify({ seconds: await seconds(step), rows: profile.rows() }));
        break;
      default:
        throw new Error(`what is ${line}?`);
    }
  }
}

await main(JSON.parse(process.argv[2] ?? '{}') as Subject);
