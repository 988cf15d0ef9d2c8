import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dataset, Subset } from '../../../components/data/dataset.js';
import { revive } from '../../../components/data/revive.js';
import { rootRandom, setSeed } from '../../../components/random/seed.js';
import type { Sample } from '../../../components/transforms/transform.js';
import type { Random } from '../../../engine/types/index.js';

/** What every data set keeps to. `make` gives one of at least four samples, some of whose transforms draw. */
export function datasetContract(name: string, make: () => Dataset): void {
  describe(`${name} as a data set`, () => {
    let dataset: Dataset;
    beforeEach(async () => {
      setSeed(7);
      dataset = make();
      await dataset.prepare();
    });
    afterEach(() => setSeed(null));

    const stream = (index: number): Random => rootRandom().fork('sample').fork(0).fork(index);
    const items = async (source: Dataset): Promise<Sample[]> =>
      Promise.all(Array.from({ length: source.size() }, (_, index) => source.item(index, stream(index))));

    it('gives the same sample for the same index and stream', async () => {
      expect(await items(dataset)).toEqual(await items(dataset));
    });

    it('gives the same samples in any order', async () => {
      const all = await items(dataset);
      for (const index of [3, 0, 2, 1]) expect(await dataset.item(index, stream(index))).toEqual(all[index]);
    });

    it('draws from the stream it is given', async () => {
      const all = await items(dataset);
      const others = await Promise.all(all.map((_, index) => dataset.item(index, stream(index + 100))));
      expect(others).not.toEqual(all);
    });

    it('may be prepared twice', async () => {
      const before = await items(dataset);
      await dataset.prepare();
      expect(await items(dataset)).toEqual(before);
    });

    it('counts negative indices from the end', async () => {
      setSeed(7);
      const last = await dataset.get(-1);
      setSeed(7);
      expect(last).toEqual(await dataset.get(dataset.size() - 1));
    });

    it('gives a subset for a slice and for a list of indices', async () => {
      const all = await items(dataset);
      const sliced = dataset.get({ start: 1, stop: null, step: 2 });
      const listed = dataset.get([-1, 0]);
      if (!(sliced instanceof Dataset) || !(listed instanceof Dataset)) throw new Error('expected data sets');
      expect(sliced.size()).toBe(Math.ceil((all.length - 1) / 2));
      expect(await sliced.item(0, stream(1))).toEqual(all[1]);
      expect(await listed.item(1, stream(0))).toEqual(all[0]);
    });

    it('tells what a sample is made of', () => {
      expect(dataset.source(0)).toBeDefined();
    });

    it('makes the same samples in a worker thread, if it can be shared', async () => {
      const share = dataset.share();
      expect(dataset.share()).toBe(share);
      if (share.kind === 'alone') {
        expect(share.why).not.toBe('');
        return;
      }
      const item = revive(structuredClone(share));
      const all = await items(dataset);
      for (const index of [2, 0, 3]) expect(await item(index, stream(index))).toEqual(all[index]);
    });

    it('lets a subset be shared like the whole', () => {
      const part = new Subset(dataset, [0, 1]);
      expect(part.share()).toBe(part.share());
      expect(part.share().kind === 'alone').toBe(dataset.share().kind === 'alone');
    });
  });
}
