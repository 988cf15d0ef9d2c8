import type { Random } from '../../engine/types/index.js';
import { Compose } from '../transforms/compose.js';
import type { Sample } from '../transforms/transform.js';
import { SampleStore } from './cache/sample-store.js';
import type { DatasetShare, ListShare } from './dataset-share.js';
import { decode } from './message.js';
import { workerRegistry } from './worker-registry.js';

/** Makes the samples of a data set. */
export type ItemMaker = (index: number, random: Random) => Sample | Promise<Sample>;

/** What makes the same samples as the data set that was shared; for worker threads. */
export function revive(share: DatasetShare): ItemMaker {
  switch (share.kind) {
    case 'list': {
      const data = dataOf(share);
      const pipeline = pipelineOf(share);
      return (index, random) => pipeline.apply(data[index], random) as Sample | Promise<Sample>;
    }
    case 'cache': {
      const data = dataOf(share.list);
      const pipeline = pipelineOf(share.list);
      const { slots, samples, fixedSteps } = share;
      const store = new SampleStore(0, samples);
      return (index, random) => {
        const sample = store.get(slots[index] ?? -1);
        const made = sample ? pipeline.applyRange(sample, random, fixedSteps) : pipeline.apply(data[index], random);
        return made as Sample | Promise<Sample>;
      };
    }
    case 'subset': {
      const item = revive(share.of);
      return (index, random) => item(share.indices[index] ?? -1, random);
    }
    case 'alone':
      throw new RangeError(share.why);
  }
}

function dataOf({ data }: ListShare): readonly unknown[] {
  const decoded = decode(data);
  return Array.isArray(decoded) ? decoded : [];
}

function pipelineOf({ pipeline }: ListShare): Compose {
  const made = workerRegistry().cook(pipeline);
  return made instanceof Compose ? made : new Compose([]);
}
