/**
 * What ranks cost and bring on this machine.
 *
 *     npm run build && node dist/scripts/bench/ranks/index.js collectives [RANKS…]
 *     npm run build && node dist/scripts/bench/ranks/index.js training [BATCH] [STEPS] [TURNS]
 *
 * `collectives` prints milliseconds of an allreduce by bytes and ranks. `training` compares one rank with two threads to two ranks with one thread
 * each, the same batch in all, in turns: the ratio of their median steps is the efficiency (1: ranks cost nothing).
 */

import { median } from '../../../engine/bench/measurement.js';
import { launch } from '../../../engine/parallel/launch.js';
import { builtFile } from '../../../engine/types/package-files.js';

const [what = 'training', ...numbers] = process.argv.slice(2);

async function inRanks(program: string, ranks: number, words: readonly number[]): Promise<number[][]> {
  let out = '';
  const stdout = {
    write: (text: string) => {
      out += text;
    },
  };
  const entry = builtFile(`scripts/bench/ranks/${program}`);
  const end = await launch({ entry, words: words.map(String), ranks, stdout, stderr: process.stderr });
  if (end.code !== 0) throw new Error(`rank ${end.failed?.rank} failed: ${end.failed?.report}`);
  return out
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line));
}

if (what === 'collectives') {
  console.log('ranks  bytes      least ms  median ms');
  for (const ranks of numbers.length > 0 ? numbers.map(Number) : [2, 3, 4, 8]) {
    for (const [bytes = 0, least = 0, middle = 0] of await inRanks('collectives', ranks, [])) {
      console.log(`${ranks}      ${String(bytes).padEnd(10)} ${least.toFixed(3).padEnd(9)} ${middle.toFixed(3)}`);
    }
  }
} else {
  const [batch = 8, steps = 8, turns = 3] = numbers.map(Number);
  const times = { one: [] as number[], two: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    times.one.push(...((await inRanks('training', 1, [batch, steps, 2]))[0] ?? []));
    times.two.push(...((await inRanks('training', 2, [batch, steps, 1]))[0] ?? []));
  }
  const [one, two] = [median(times.one), median(times.two)];
  const [bestOne, bestTwo] = [Math.min(...times.one), Math.min(...times.two)];
  console.log(`1 rank × 2 threads: ${one.toFixed(3)} s a step (least ${bestOne.toFixed(3)})`);
  console.log(`2 ranks × 1 thread: ${two.toFixed(3)} s a step (least ${bestTwo.toFixed(3)})`);
  console.log(
    `throughput of 2 ranks: ${(one / two).toFixed(3)} of 1 rank's (least: ${(bestOne / bestTwo).toFixed(3)})`,
  );
}
