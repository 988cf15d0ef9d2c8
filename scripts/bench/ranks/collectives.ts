import { enterRank } from '../../../engine/parallel/rank-process.js';

/**
 * One rank of the measurement of collectives: milliseconds of an allreduce by bytes, the median of several. Rank 0 prints one line of JSON for
 * each size; the first number is the bytes.
 */
const rank = await enterRank();
const { group } = rank;
for (const bytes of [4, 4096, 65_536, 2 ** 20, 2 ** 22, 2 ** 24, 2 ** 25]) {
  const values = new Float32Array(bytes / 4).fill(group.rank);
  const times: number[] = [];
  for (let turn = 0; turn < (bytes > 2 ** 20 ? 12 : 60); turn++) {
    await group.barrier();
    const start = performance.now();
    await group.allreduce(values);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const [least = 0, median = 0] = [times[0], times[Math.floor(times.length / 2)]];
  if (group.rank === 0) process.stdout.write(`${JSON.stringify([bytes, least, median])}\n`);
}
await rank.leave();
process.exit(0);
