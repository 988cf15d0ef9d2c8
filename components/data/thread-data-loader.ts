import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Batch } from './batch.js';
import { DataLoader, type DataLoaderOptions } from './data-loader.js';
import { loaderOptions, monaiArguments } from './data-loader-arguments.js';
import type { Dataset } from './dataset.js';

/**
 * A data loader that may give each batch several times (MONAI's `ThreadDataLoader`). That batches are made while the one
 * before is used, for which MONAI has this class, every {@link DataLoader} does.
 */
export class ThreadDataLoader extends DataLoader {
  constructor(
    dataset: Dataset,
    options: DataLoaderOptions = {},
    readonly repeats = 1,
  ) {
    super(dataset, options);
  }

  override async *batches(epoch: number, first = 0): AsyncGenerator<Batch, void, void> {
    let time = first % this.repeats;
    for await (const batch of super.batches(epoch, Math.floor(first / this.repeats))) {
      for (; time < this.repeats; time++) yield batch;
      time = 0;
    }
  }
}

const { dataset, ...loaderArguments } = monaiArguments.properties;

export const threadDataLoader = component({
  name: 'ThreadDataLoader',
  modules: ['monai.data', 'monai.data.thread_buffer'],
  kind: 'dataset',
  description: 'A data loader that makes batches ahead, and may give each several times.',
  arguments: Type.Object({
    dataset,
    bufferSize: Type.Integer({
      minimum: 0,
      default: 1,
      description: 'Accepted for MONAI’s sake: see prefetch_factor.',
    }),
    bufferTimeout: Type.Number({
      default: 0.01,
      description: 'Accepted for MONAI’s sake: nothing waits by time here.',
    }),
    repeats: Type.Integer({ minimum: 1, default: 1, description: 'How many times each batch is given.' }),
    useThreadWorkers: Type.Boolean({ default: false, description: 'Accepted for MONAI’s sake: workers are threads.' }),
    ...loaderArguments,
  }),
  create: (args) => new ThreadDataLoader(args.dataset, loaderOptions(args), args.repeats),
});
