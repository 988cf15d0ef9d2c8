import type * as tf from '@tensorflow/tfjs';
import { selectedBackend, watchGradients } from '../../engine/backends/index.js';
import { processGroup } from '../../engine/parallel/process-group.js';
import type { Module, Parameter } from '../networks/module.js';
import type { TrainTogether } from '../trainers/network.js';
import { GradientBuckets } from './gradient-buckets.js';
import { broadcastVariables, compareVariables } from './shared-variables.js';

/** Backends that compute a gradient when it is asked for, on memory that we can read: sending one does not wait for others. */
const immediate: readonly string[] = ['native', 'wasm', 'cpu'];

/** What the ranks that train one network do together. All of them go through the same steps; one without samples gives nothing and takes all. */
export class TrainingRanks implements TrainTogether {
  #prepared = false;
  #buckets: GradientBuckets | undefined;
  #steps = 0;

  /** @param checkEvery steps after which ranks compare their parameters; 0 never */
  constructor(
    readonly network: Module,
    readonly checkEvery = Number(process.env.MEDBUNDLE_CHECK_RANKS ?? 0),
  ) {}

  async prepare(): Promise<void> {
    if (this.#prepared) return;
    this.#prepared = true;
    await broadcastVariables(processGroup(), this.network.allParameters());
  }

  async begin(samples: number): Promise<number> {
    await this.prepare();
    const all = Float64Array.of(samples);
    await processGroup().allreduce(all);
    return samples / Math.max(1, all[0] ?? samples);
  }

  watch(loss: tf.Tensor, parameters: readonly Parameter[]): void {
    if (processGroup().worldSize === 1 || !immediate.includes(selectedBackend()?.name ?? '')) return;
    const buckets = this.#bucketsOf(parameters);
    const byVariable = new Map(parameters.map((parameter) => [parameter.variable, parameter]));
    watchGradients(loss, [...byVariable.keys()], (variable, gradient) => {
      const parameter = byVariable.get(variable);
      if (parameter) buckets.put(parameter, gradient);
    });
  }

  async finish(
    parameters: readonly Parameter[],
    gradients: ReadonlyMap<Parameter, tf.Tensor>,
    loss: number,
  ): Promise<{ readonly gradients: ReadonlyMap<Parameter, tf.Tensor>; readonly loss: number }> {
    const group = processGroup();
    const buffers = this.network.allParameters().filter(({ trainable }) => !trainable);
    const summed = await this.#bucketsOf(parameters).sum(gradients, loss);
    // As PyTorch's: running statistics are the first rank's.
    await broadcastVariables(group, buffers);
    return summed;
  }

  async stepped(): Promise<void> {
    this.#steps++;
    if (this.checkEvery === 0 || this.#steps % this.checkEvery !== 0) return;
    await compareVariables(processGroup(), this.network.allParameters(), this.#steps);
  }

  #bucketsOf(parameters: readonly Parameter[]): GradientBuckets {
    const group = processGroup();
    const current = this.#buckets;
    const same =
      current?.group === group &&
      current.parameters.length === parameters.length &&
      current.parameters.every((parameter, index) => parameter === parameters[index]);
    if (!current || !same) this.#buckets = new GradientBuckets([...parameters], group);
    return this.#buckets ?? new GradientBuckets([...parameters], group);
  }
}
