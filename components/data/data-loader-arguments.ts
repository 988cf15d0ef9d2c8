import { type TSchema, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import type { Collate } from './batch-maker.js';
import type { Indices } from './batch-plan.js';
import { DataLoader, type DataLoaderOptions } from './data-loader.js';
import { Dataset } from './dataset.js';

const isIterable = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && (Symbol.iterator in value || 'indices' in value));
const accepted = (what: string): string => `Accepted for torch’s sake: ${what}`;

export const dataset = Instance<Dataset>('a data set', (value) => value instanceof Dataset, {
  description: 'The data set to draw samples from.',
});

const numWorkers = Type.Integer({
  minimum: 0,
  default: 0,
  description: 'Worker threads at most; never more than there are cores beside the main thread’s. 0 for none.',
});

/** Everything but the data set and the workers, in torch's order. */
const beforeWorkers = {
  batchSize: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    default: 1,
    description: 'Samples in a batch; null gives samples one by one, not collated.',
  }),
  shuffle: Nullable(Type.Boolean({ description: 'Whether each epoch has its own random order.' })),
  sampler: Instance<Indices | null>('a sampler or a list of indices', isIterable, {
    default: null,
    description: 'Chooses and orders the samples, instead of shuffle.',
  }),
  batchSampler: Instance<Iterable<readonly number[]> | null>('a list of lists of indices', isIterable, {
    default: null,
    description: 'Gives the indices of whole batches.',
  }),
};
const afterWorkers = {
  collateFn: Instance<Collate | null>('a function', (value) => value === null || typeof value === 'function', {
    default: null,
    description: 'Makes a batch of a list of samples; by default list_data_collate.',
  }),
  pinMemory: Type.Boolean({ default: false, description: accepted('batches are handed over without a copy.') }),
  dropLast: Type.Boolean({ default: false, description: 'Whether a last batch that is too small is left out.' }),
  timeout: Type.Number({ minimum: 0, default: 0, description: accepted('workers that fail report at once.') }),
  workerInitFn: Type.Unknown({ default: null, description: accepted('workers draw from streams keyed by sample.') }),
  multiprocessingContext: Type.Unknown({ default: null, description: accepted('workers are threads.') }),
  generator: Type.Unknown({ default: null, description: accepted('the order follows from the run’s seed.') }),
};
const keywordsOnly = {
  prefetchFactor: Nullable(
    Type.Integer({ minimum: 1, description: 'Batches that each worker has under way; 2 by default.' }),
  ),
  persistentWorkers: Type.Boolean({
    default: false,
    description: accepted('workers stay until the loader is closed.'),
  }),
  pinMemoryDevice: Type.String({ default: '', description: accepted('there is nothing to pin.') }),
  inOrder: Type.Boolean({ default: true, description: accepted('batches always come in order.') }),
};

/** The same properties, to be given by keyword only. */
function byKeyword<Properties extends Readonly<Record<string, TSchema>>>(properties: Properties): Properties {
  const entries = Object.entries(properties).map(([name, schema]) => [name, { ...schema, keywordOnly: true }]);
  return Object.fromEntries(entries) as Properties;
}

/** MONAI's signature: everything after num_workers by keyword. */
export const monaiArguments = Type.Object({
  dataset,
  numWorkers,
  ...byKeyword({ ...beforeWorkers, ...afterWorkers, ...keywordsOnly }),
});

/** torch's signature. */
const torchArguments = Type.Object({
  dataset,
  ...beforeWorkers,
  numWorkers,
  ...afterWorkers,
  ...byKeyword(keywordsOnly),
});

/** The arguments that a loader uses. */
export function loaderOptions({
  batchSize,
  shuffle,
  sampler,
  batchSampler,
  numWorkers: workers,
  collateFn,
  dropLast,
  prefetchFactor,
}: Omit<Required<DataLoaderOptions>, 'numWorkers'> & { readonly numWorkers: number }): DataLoaderOptions {
  return { batchSize, shuffle, sampler, batchSampler, numWorkers: workers, collateFn, dropLast, prefetchFactor };
}

export const dataLoader = component({
  name: 'DataLoader',
  modules: ['monai.data', 'monai.data.dataloader'],
  kind: 'dataset',
  description: 'Draws samples from a data set and collates them to batches, in worker threads if asked to.',
  arguments: monaiArguments,
  create: (args) => new DataLoader(args.dataset, loaderOptions(args)),
});

export const torchDataLoader = component({
  name: 'DataLoader',
  modules: ['torch.utils.data', 'torch.utils.data.dataloader'],
  kind: 'dataset',
  description: 'Draws samples from a data set and collates them to batches, in worker threads if asked to.',
  arguments: torchArguments,
  create: (args) => new DataLoader(args.dataset, loaderOptions(args)),
});
