import type * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';
import { DeviceArgument, Instance, Nullable } from '../../engine/registry/schema.js';
import type { Device, NdArray, Random } from '../../engine/types/index.js';
import { Module, type Parameter } from '../networks/module.js';
import { TrainingRanks } from './training-ranks.js';

const prefix = 'module.';

/**
 * A network that the ranks of a run train together (torch's `DistributedDataParallel`). Each rank computes gradients of its own samples;
 * the sums of all, weighted by sample counts, move every rank's copy in the same way, so that the copies stay equal to the last bit. Weights are
 * the first rank's to begin with, and running statistics of batch norms are the first rank's after each step, as PyTorch's are.
 *
 * Different from PyTorch: ranks may have different numbers of samples, or none, without padding and without `join`; parameters that a rank
 * does not use need no flag; weights are made equal before the first step, not when the network is wrapped.
 */
export class DistributedDataParallel extends Module {
  static override readonly [exposed]: Exposed = { module: property() };

  readonly together: TrainingRanks;

  constructor(readonly module: Module) {
    super();
    this.together = new TrainingRanks(module);
  }

  override get training(): boolean {
    return this.module.training;
  }

  override forward(x: tf.Tensor, ...extra: unknown[]): tf.Tensor {
    const forward: (x: tf.Tensor, ...extra: unknown[]) => tf.Tensor = this.module.forward.bind(this.module);
    return forward(x, ...extra);
  }

  override parameters(): Parameter[] {
    return this.module.parameters();
  }

  override allParameters(): Parameter[] {
    return this.module.allParameters();
  }

  namedParameters(): [string, Parameter][] {
    return this.parameters().map((parameter) => [prefix + parameter.name, parameter]);
  }

  override stateDict(): Map<string, NdArray> {
    return new Map([...this.module.stateDict()].map(([name, array]) => [prefix + name, array]));
  }

  /** Names may have the prefix `module.` of a wrapped network, or not. */
  override loadStateDict(state: ReadonlyMap<string, NdArray>, strict?: boolean): void {
    const names = [...state.keys()];
    const wrapped = names.length > 0 && names.every((name) => name.startsWith(prefix));
    const bare = new Map([...state].map(([name, array]) => [wrapped ? name.slice(prefix.length) : name, array]));
    this.module.loadStateDict(bare, strict);
  }

  override train(mode = true): this {
    this.module.train(mode);
    return this;
  }

  override eval(): this {
    return this.train(false);
  }

  useRandom(random: Random): void {
    const { module } = this;
    if ('useRandom' in module && typeof module.useRandom === 'function') module.useRandom(random);
  }

  override to(device: Device | string): this {
    this.module.to(device);
    return this;
  }

  override dispose(): void {
    this.module.dispose();
  }
}

const accepted = (what: string): string => `Accepted for PyTorch: ${what}`;
const flag = (value: boolean, what: string) => Type.Boolean({ default: value, description: accepted(what) });

export const distributedDataParallel = component({
  name: 'DistributedDataParallel',
  modules: ['torch.nn.parallel', 'torch.nn.parallel.distributed'],
  kind: 'network',
  description: 'A network that the ranks of a run train together, each on samples of its own.',
  arguments: Type.Object({
    module: Instance<Module>('a network', (value) => value instanceof Module, { description: 'The network.' }),
    deviceIds: Nullable(Type.Array(Type.Unknown(), { description: accepted('a rank has one device.') })),
    outputDevice: DeviceArgument({ default: null, description: accepted('a rank has one device.') }),
    dim: Type.Integer({ default: 0, description: accepted('batches are along the first axis.') }),
    broadcastBuffers: flag(true, 'running statistics are always the first rank’s.'),
    initSync: flag(true, 'weights are always the first rank’s to begin with.'),
    processGroup: Type.Unknown({ default: null, description: accepted('there is one group.') }),
    bucketCapMb: Type.Union([Type.Number(), Type.Null()], {
      default: null,
      description: accepted('buckets have 1 MB.'),
    }),
    findUnusedParameters: flag(false, 'parameters that a rank does not use are always found.'),
    checkReduction: flag(false, 'there is nothing to check.'),
    gradientAsBucketView: flag(false, 'gradients are views of buckets.'),
    staticGraph: flag(false, 'nothing depends on it.'),
    delayAllReduceNamedParams: Type.Unknown({ default: null, description: accepted('nothing depends on it.') }),
    paramToHookAllReduce: Type.Unknown({ default: null, description: accepted('nothing depends on it.') }),
    mixedPrecision: Type.Unknown({ default: null, description: accepted('gradients are float32.') }),
    deviceMesh: Type.Unknown({ default: null, description: accepted('there is one group.') }),
    skipAllReduceUnusedParams: flag(false, 'nothing depends on it.'),
  }),
  create: ({ module }) => new DistributedDataParallel(module),
});
