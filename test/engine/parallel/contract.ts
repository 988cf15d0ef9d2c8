import { describe, expect, it } from 'vitest';
import type { ProcessGroup } from '../../../engine/parallel/process-group.js';

/** Makes the groups of so many ranks, connected with each other. */
export type MakeGroups = (ranks: number, options?: { readonly timeout?: number }) => Promise<readonly ProcessGroup[]>;

/** What every process group must do, for each number of ranks it is asked for. */
export function processGroupContract(name: string, make: MakeGroups, worlds: readonly number[] = [1, 2, 3, 5]): void {
  describe.each(worlds.map((world) => ({ world })))(`${name}, $world ranks`, ({ world }) => {
    const withGroups = async (work: (groups: readonly ProcessGroup[]) => Promise<void>): Promise<void> => {
      const groups = await make(world);
      try {
        await work(groups);
      } finally {
        for (const group of groups) await group.close();
      }
    };

    it('knows places', () =>
      withGroups(async (groups) => {
        expect(groups.map(({ rank }) => rank)).toEqual(Array.from({ length: world }, (_, rank) => rank));
        expect(groups.every(({ worldSize }) => worldSize === world)).toBe(true);
      }));

    it.each([0, 1, 7, 1000, 300_000])('sums %i floats in rank order, the same bits everywhere', (length) =>
      withGroups(async (groups) => {
        const given = groups.map(({ rank }) =>
          Float32Array.from({ length }, (_, index) => Math.fround(Math.sin(index + 1) * 10 ** rank)),
        );
        const expected = new Float32Array(given[0] ?? []);
        for (const values of given.slice(1))
          values.forEach((value, index) => {
            expected[index] = (expected[index] ?? 0) + value;
          });
        await Promise.all(groups.map((group, rank) => group.allreduce(given[rank] ?? new Float32Array())));
        for (const values of given) expect(Buffer.from(values.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
      }),
    );

    it('takes maxima and minima of other kinds of numbers', () =>
      withGroups(async (groups) => {
        const largest = groups.map(({ rank }) => Int32Array.of(rank, -rank));
        const least = groups.map(({ rank }) => Float64Array.of(rank + 0.5, -rank));
        await Promise.all(groups.map((group, rank) => group.allreduce(largest[rank] ?? new Int32Array(), 'max')));
        await Promise.all(groups.map((group, rank) => group.allreduce(least[rank] ?? new Float64Array(), 'min')));
        for (const values of largest) expect([...values]).toEqual([world - 1, 0]);
        for (const values of least) expect([...values]).toEqual([0.5, world > 1 ? 1 - world : -0]);
      }));

    it('broadcasts from any root', () =>
      withGroups(async (groups) => {
        const root = world - 1;
        const given = groups.map(({ rank }) =>
          Float32Array.from({ length: 300_001 }, (_, index) => index * (rank + 1)),
        );
        const bytes = Buffer.from((given[root] ?? new Float32Array()).slice().buffer);
        await Promise.all(groups.map((group, rank) => group.broadcast(given[rank] ?? new Float32Array(), root)));
        for (const values of given) expect(Buffer.from(values.buffer).equals(bytes)).toBe(true);
      }));

    it('gathers different amounts, also none', () =>
      withGroups(async (groups) => {
        const bytesOf = (rank: number): Uint8Array => new Uint8Array(rank * 600_001).fill(rank + 1);
        const gathered = await Promise.all(groups.map((group) => group.allgather(bytesOf(group.rank))));
        for (const all of gathered) {
          expect(all.map(({ length }) => length)).toEqual(groups.map(({ rank }) => rank * 600_001));
          all.forEach((bytes, rank) => {
            expect(Buffer.from(bytes).equals(bytesOf(rank))).toBe(true);
          });
        }
      }));

    it('goes on from a barrier when all are there', () =>
      withGroups(async (groups) => {
        const come: number[] = [];
        await Promise.all(
          groups.map(async (group) => {
            for (let turn = 0; turn < group.rank; turn++) await new Promise(setImmediate);
            come.push(group.rank);
            await group.barrier();
            expect(come).toHaveLength(world);
          }),
        );
      }));

    it('queues calls that are not awaited', () =>
      withGroups(async (groups) => {
        const results = await Promise.all(
          groups.map(async (group) => {
            const [a, b] = [new Float32Array(200_000).fill(1), Int32Array.of(group.rank)];
            const gathering = group.allgather(Uint8Array.of(group.rank));
            const last = Float32Array.of(group.rank === 0 ? 5 : 0);
            const all = [group.allreduce(a), group.barrier(), group.allreduce(b), group.broadcast(last)];
            await Promise.all(all);
            return [a[199_999], b[0], last[0], (await gathering).length];
          }),
        );
        for (const result of results) expect(result).toEqual([world, (world * (world - 1)) / 2, 5, world]);
      }));

    if (world === 1) return;

    it('finds ranks that do different things', () =>
      withGroups(async (groups) => {
        const calls = groups.map((group) =>
          group.rank === 0 ? group.barrier() : group.allreduce(new Float32Array(group.rank === 1 ? 3 : 4)),
        );
        const ends = await Promise.allSettled(calls);
        for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'rank_mismatch' } });
      }));

    it('ends waiting when a rank gives up', () =>
      withGroups(async (groups) => {
        const waiting = groups.slice(0, -1).map((group) => group.allreduce(new Float32Array(10)));
        groups.at(-1)?.abort('ran out of patience');
        const ends = await Promise.allSettled(waiting);
        for (const end of ends) {
          expect(end).toMatchObject({
            status: 'rejected',
            reason: { code: 'rank_failed', failure: { rank: world - 1 } },
          });
        }
        await expect(groups[0]?.barrier()).rejects.toMatchObject({ code: 'rank_failed' });
      }));

    it('ends waiting for a rank that has gone', () =>
      withGroups(async (groups) => {
        await Promise.all(groups.map((group) => group.barrier()));
        await groups.at(-1)?.close();
        await expect(groups[0]?.barrier()).rejects.toMatchObject({ code: 'rank_failed', failure: { rank: world - 1 } });
      }));

    it('ends waiting for a rank that does not come', async () => {
      const groups = await make(world, { timeout: 60 });
      await expect(groups[0]?.barrier()).rejects.toMatchObject({ code: 'rank_failed' });
      for (const group of groups) await group.close();
    });
  });
}
