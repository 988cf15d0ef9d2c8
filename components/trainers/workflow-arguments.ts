import { Type } from 'typebox';
import { Callback, DeviceArgument, Instance, Nullable } from '../../engine/registry/schema.js';
import { type DataSource, isDataSource } from './batch-cursor.js';
import type { Engine } from './engine.js';
import type { EventLike } from './event-source.js';
import { EngineEvent, EventGroup } from './events.js';
import type { InfererLike, Network } from './network.js';
import type { Postprocessing } from './postprocessing.js';
import type { PrepareBatch, PrepareBatchFunction } from './prepare-batch.js';
import type { Attachable, AttachableMetric, MetricComparison } from './workflow.js';

/** Tells objects that have a method of that name. */
export function hasMethod(method: string): (value: unknown) => boolean {
  return (value) => typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}

function functionOr(method: string): (value: unknown) => boolean {
  const has = hasMethod(method);
  return (value) => typeof value === 'function' || has(value);
}

const Metric = Instance<AttachableMetric>('a metric', hasMethod('attach'));
const Handler = Instance<Attachable>('a handler', hasMethod('attach'));

/** A data loader argument. */
export function loaderArgument(description: string) {
  return Instance<DataSource>('a data loader or a list of batches', isDataSource, { description });
}

/** A network, as much of one as trainers need. */
export const networkArgument = Instance<Network>('a network', hasMethod('forward'), {
  description: 'The network, channel-first in and out.',
});

/** The arguments that trainers and evaluators share, by their place in MONAI's signatures. */
export const workflowArguments = {
  device: DeviceArgument({ description: 'Where to run; the backend in use decides what it means.' }),
  epochLength: Nullable(
    Type.Integer({ minimum: 0, description: "Iterations in an epoch; the data loader's own length by default." }),
  ),
  nonBlocking: Type.Boolean({
    default: false,
    description: 'Accepted for MONAI; copies are the business of the backend.',
  }),
  prepareBatch: Type.Union(
    [Instance<PrepareBatch | PrepareBatchFunction>('a function or a PrepareBatch', functionOr('prepare')), Type.Null()],
    {
      default: null,
      description:
        'Picks (input, target) or (input, target, args, kwargs) out of a batch; "image" and "label" by default.',
    },
  ),
  iterationUpdate: Nullable(
    Callback<(engine: Engine, batch: unknown) => unknown>('Replaces the step: (engine, batch) → output.'),
  ),
  inferer: Type.Union([Instance<InfererLike>('an inferer', functionOr('infer')), Type.Null()], {
    default: null,
    description: 'How the network is applied; SimpleInferer by default.',
  }),
  postprocessing: Nullable(
    Instance<Postprocessing>('a transform', functionOr('apply'), {
      description: "Transform of each sample's batch and output items after the model.",
    }),
  ),
  keyMetric: Nullable(
    Type.Record(Type.String(), Metric, {
      description: 'The metric (by name) that decides which model is best; further ones are computed too.',
    }),
  ),
  additionalMetrics: Nullable(Type.Record(Type.String(), Metric, { description: 'More metrics by name.' })),
  metricCmpFn: Nullable(
    Callback<MetricComparison>('Whether the current key metric beats the best: (current, best) → bool; > by default.'),
  ),
  handlers: Nullable(Type.Union([Type.Array(Handler), Handler], { description: 'Handlers, attached in this order.' })),
  amp: Type.Boolean({ default: false, description: 'Mixed precision, where the backend has it.' }),
  eventNames: Nullable(
    Type.Array(
      Instance<EventLike | EventGroup>(
        'an event or the name of one',
        (value) => typeof value === 'string' || value instanceof EngineEvent || value instanceof EventGroup,
      ),
      { description: 'Custom events of this engine.' },
    ),
  ),
  eventToAttr: Nullable(
    Instance<Record<string, string> | Map<unknown, unknown>>(
      'a mapping from events to names',
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      { description: 'The state attribute that counts each custom event.' },
    ),
  ),
  decollate: Type.Boolean({
    default: true,
    description: 'Whether batch and output become lists of samples after the model.',
  }),
  toKwargs: Nullable(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Accepted for MONAI; tensors are always float32.' }),
  ),
  ampKwargs: Nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'Accepted for MONAI.' })),
  compile: Type.Boolean({ default: false, description: 'Accepted for MONAI; there is nothing to compile.' }),
  compileKwargs: Nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'Accepted for MONAI.' })),
};
