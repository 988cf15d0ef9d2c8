import type * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';
import { exposedMember } from '../../engine/registry/exposed.js';
import { NdArray, type Random } from '../../engine/types/index.js';
import type { Parameter } from '../networks/module.js';
import { toTensor } from './batch-tensors.js';
import type { BatchItem, PreparedBatch } from './prepare-batch.js';

/** What trainers and evaluators ask of a network. A `Module` is one. */
export interface Network {
  readonly training: boolean;
  /** Channel-first in and out; further inputs where the network has them. The caller owns the result. */
  forward(x: tf.Tensor, ...extra: unknown[]): tf.Tensor;
  train(mode?: boolean): unknown;
  eval(): unknown;
  /** The stream that dropout draws from, where the network has any. */
  useRandom?(random: Random): void;
  /** What ranks do together, where several train this network. */
  readonly together?: TrainTogether;
}

/** What the ranks that train one network do together. Every rank calls the same, in each step. */
export interface TrainTogether {
  /** Makes the weights of all ranks those of the first; only the first call does anything. */
  prepare(): Promise<void>;
  /** Begins a step with so many samples on this rank. @returns this rank's share of the samples of all */
  begin(samples: number): Promise<number>;
  /** Sends gradients while the backward pass goes on; called when the loss is known. */
  watch(loss: tf.Tensor, parameters: readonly Parameter[]): void;
  /** The sums of gradients and losses over all ranks; the caller releases the tensors before the next step. */
  finish(
    parameters: readonly Parameter[],
    gradients: ReadonlyMap<Parameter, tf.Tensor>,
    loss: number,
  ): Promise<{ readonly gradients: ReadonlyMap<Parameter, tf.Tensor>; readonly loss: number }>;
  /** The weights have moved. */
  stepped(): Promise<void>;
}

type Forward = (x: tf.Tensor, ...extra: unknown[]) => tf.Tensor;

/** How a network is applied to an input: an `Inferer`, or a function. */
export type InfererLike =
  | { infer(inputs: tf.Tensor, network: Forward): tf.Tensor }
  | ((inputs: tf.Tensor, network: Forward) => tf.Tensor);

/** A batch on the backend. */
export interface BatchTensors {
  readonly inputs: tf.Tensor;
  readonly targets: tf.Tensor | null;
  /** What the network takes beside its input, in the order of its parameters. */
  readonly extra: readonly unknown[];
  dispose(): void;
}

/** Uploads what `prepare_batch` picked. All tensors are the batch's: `dispose` releases them. */
export function upload(prepared: PreparedBatch, network: Network): BatchTensors {
  const [inputs, targets, args = [], kwargs = {}] = prepared;
  const owned: tf.Tensor[] = [];
  const own = (item: BatchItem): tf.Tensor => {
    const tensor = toTensor(item);
    owned.push(tensor);
    return tensor;
  };
  const extraItem = (value: unknown): unknown => (value instanceof NdArray ? own(value) : value);
  return {
    inputs: own(inputs),
    targets: targets === null ? null : own(targets),
    extra: placeExtra(args, kwargs, network).map(extraItem),
    dispose: () => {
      for (const tensor of owned) tensor.dispose();
    },
  };
}

function placeExtra(args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>, network: Network): unknown[] {
  const extra = [...args];
  // A wrapper for several ranks passes everything on to the network in it.
  const inner: unknown = Reflect.get(network, 'module');
  const called = typeof inner === 'object' && inner !== null ? inner : network;
  const names = exposedMember(called, 'forward')?.parameters ?? [];
  for (const [name, value] of Object.entries(kwargs)) {
    const place = names.indexOf(name) - 1;
    if (place < 0) {
      const component = network.constructor.name;
      fail({ family: 'component', code: 'unknown_argument', component, argument: name, known: names.slice(1) });
    }
    extra[place] = value;
  }
  return extra;
}

/** The network's output for a batch, by way of the inferer. */
export function predict(inferer: InfererLike, network: Network, batch: BatchTensors): tf.Tensor {
  const forward: Forward = (x, ...more) => network.forward(x, ...more, ...batch.extra);
  return typeof inferer === 'function' ? inferer(batch.inputs, forward) : inferer.infer(batch.inputs, forward);
}
