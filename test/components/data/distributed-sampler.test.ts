import { describe, expect, it } from 'vitest';
import { emptyBatch } from '../../../components/data/batch.js';
import { DataLoader } from '../../../components/data/data-loader.js';
import { DistributedSampler } from '../../../components/data/distributed-sampler.js';
import { ListDataset } from '../../../components/data/list-dataset.js';

const shards = (count: number, ranks: number, options = {}, epoch = 0) =>
  Array.from({ length: ranks }, (_, rank) =>
    new DistributedSampler({ size: () => count }, { numReplicas: ranks, rank, ...options }).indices(epoch),
  );

describe('DistributedSampler', () => {
  it.each([
    [7, 3],
    [6, 3],
    [2, 3],
    [0, 2],
  ])('deals %i samples to %i ranks, each exactly once', (count, ranks) => {
    for (const evenDivisible of [true, false]) {
      const all = shards(count, ranks, { evenDivisible }).flat();
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }
  });

  it('takes turns, so that all ranks together see the order of one', () => {
    const [one = []] = shards(7, 1, { seed: 3 }, 2);
    const three = shards(7, 3, { seed: 3 }, 2);
    expect(one).toEqual(one.map((_, turn) => three[turn % 3]?.[Math.floor(turn / 3)]));
  });

  it('plans as many batches on every rank, empty ones where samples run out', async () => {
    const dataset = new ListDataset(Array.from({ length: 7 }, (_, n) => ({ n })));
    const sizes = await Promise.all(
      [0, 1, 2].map(async (rank) => {
        const sampler = new DistributedSampler(dataset, { numReplicas: 3, rank, shuffle: false });
        const loader = new DataLoader(dataset, { batchSize: 2, sampler });
        const batches = [];
        for await (const batch of loader.batches(0))
          batches.push(batch === emptyBatch ? 0 : (batch.n as { size: number }).size);
        expect(batches).toHaveLength(loader.size());
        return batches;
      }),
    );
    expect(sizes).toEqual([
      [2, 1],
      [2, 0],
      [2, 0],
    ]);
  });
});
