import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { cacheDataset } from './cache-dataset.js';
import { dataLoader, torchDataLoader } from './data-loader-arguments.js';
import { decollateBatchFunction } from './decollate-batch.js';
import { distributedSampler, torchDistributedSampler } from './distributed-sampler.js';
import { listDataCollateFunction } from './list-data-collate.js';
import { listDataset } from './list-dataset.js';
import { loadDecathlonDatalistFunction } from './load-decathlon-datalist.js';
import { partitionDatasetFunction } from './partition-dataset.js';
import { subset } from './subset.js';
import { threadDataLoader } from './thread-data-loader.js';

/** The data family, as the registry lists it. */
export const data: readonly (ComponentDefinition | ConstantDefinition)[] = [
  listDataset,
  cacheDataset,
  subset,
  dataLoader,
  torchDataLoader,
  threadDataLoader,
  distributedSampler,
  torchDistributedSampler,
  listDataCollateFunction,
  decollateBatchFunction,
  partitionDatasetFunction,
  loadDecathlonDatalistFunction,
];
