/**
 * A forward pass and a training step, ours and PyTorch's: medians, ratios, peak memory, and what the step's time goes to. The sides
 * take turns, each in a process of its own; PyTorch runs with the allocator settings that suit it best, and with `--stock` without.
 *
 *     npm run build && node dist/scripts/bench/train-step.js [--python PYTHON] [--cases basic-unet,unet-3d] [--batch 8]
 *         [--backend native] [--threads N] [--rounds 7] [--amp] [--avx2] [--stock] [--profile]
 *         [--processor-time]
 *
 * PYTHON is an interpreter with MONAI; without one only our side runs. `--amp` is bfloat16 on both sides, `--avx2` keeps both from using
 * AVX-512. `--processor-time` counts what the processes used instead of what the clock says: with `--threads 1`, for a busy machine.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../../engine/bench/measurement.js';
import { type Peer, startPeer } from './peer.js';
import { type TrainCase, trainCases } from './train-step-cases.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    cases: { type: 'string', default: Object.keys(trainCases).join(',') },
    batch: { type: 'string' },
    backend: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    amp: { type: 'boolean', default: false },
    avx2: { type: 'boolean', default: false },
    stock: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    'processor-time': { type: 'boolean', default: false },
  },
});

// The script stays beside the TypeScript source; this file runs from dist.
const torchScript = fileURLToPath(new URL('../../../scripts/bench/train_step_torch.py', import.meta.url));
const ourScript = fileURLToPath(new URL('train-step-subject.js', import.meta.url));
const tuned = { MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: '-1' };
const withoutAvx512 = { ATEN_CPU_CAPABILITY: 'avx2', ONEDNN_MAX_CPU_ISA: 'AVX2' };

async function startSides(name: string, found: TrainCase, batch: number): Promise<Map<string, Peer>> {
  const { amp, avx2, backend, 'processor-time': processorTime } = values;
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const subject = JSON.stringify({
    name,
    batch,
    amp,
    avx2,
    processorTime,
    ...threads,
    ...(backend ? { backend } : {}),
  });
  const sides = new Map([['medbundle', await startPeer(process.execPath, [ourScript, subject])]]);
  if (values.python !== undefined) {
    const args = [torchScript, JSON.stringify({ case: found, batch, amp, processorTime, ...threads })];
    const limits = avx2 ? withoutAvx512 : {};
    sides.set('PyTorch', await startPeer(values.python, args, { ...limits, ...tuned }));
    if (values.stock) sides.set('PyTorch, stock allocator', await startPeer(values.python, args, limits));
  }
  return sides;
}

interface Figures {
  readonly forward: number[];
  readonly step: number[];
  memory: number;
}

async function measure(sides: ReadonlyMap<string, Peer>): Promise<Map<string, Figures>> {
  const figures = new Map(
    [...sides.keys()].map((side): [string, Figures] => [side, { forward: [], step: [], memory: 0 }]),
  );
  for (const question of ['forward', 'step'] as const) {
    // The first two rounds find buffers and warm caches.
    for (let round = -2; round < Number(values.rounds); round++) {
      for (const [side, peer] of sides) {
        const seconds = Number(await peer.ask(question));
        if (round >= 0) figures.get(side)?.[question].push(seconds);
      }
    }
  }
  for (const [side, peer] of sides) {
    const own = figures.get(side);
    if (own) own.memory = Number(await peer.ask('memory'));
  }
  return figures;
}

/** The median of the rounds' own ratios: each compares neighbours in time. */
function ratio(theirs: readonly number[], ours: readonly number[]): string {
  return `${median(theirs.map((seconds, round) => seconds / (ours[round] ?? Number.NaN))).toFixed(2)}x`;
}

function report(figures: ReadonlyMap<string, Figures>): void {
  const ours = figures.get('medbundle');
  for (const [side, { forward, step, memory }] of figures) {
    const [forwardMs, stepMs] = [forward, step].map((seconds) => (median(seconds) * 1000).toFixed(0));
    const figures = `forward ${forwardMs} ms, step ${stepMs} ms, peak ${(memory / 1e6).toFixed(0)} MB`;
    const compared =
      ours && ours.forward !== forward
        ? `; ours is ${ratio(forward, ours.forward)}, ${ratio(step, ours.step)} as fast, ${(ours.memory / memory).toFixed(2)} of the memory`
        : '';
    console.log(`  ${side}: ${figures}${compared}`);
  }
}

async function reportProfile(peer: Peer): Promise<void> {
  const { seconds, rows } = JSON.parse(await peer.ask('profile')) as {
    seconds: number;
    rows: { name: string; calls: number; milliseconds: number; flop: number }[];
  };
  console.log(`  a step of ${(seconds * 1000).toFixed(0)} ms, by kernel:`);
  for (const { name, calls, milliseconds, flop } of rows) {
    if (milliseconds < 0.4) continue;
    const rate = flop > 0 ? `${(flop / milliseconds / 1e6).toFixed(0)} GFLOP/s` : '';
    console.log(
      `    ${milliseconds.toFixed(1).padStart(6)} ms ${String(calls).padStart(3)}× ${rate.padStart(12)}  ${name}`,
    );
  }
  const byKernel = new Map<string, number>();
  for (const { name, milliseconds } of rows) {
    const kernel = name.split(' ')[0] ?? name;
    byKernel.set(kernel, (byKernel.get(kernel) ?? 0) + milliseconds);
  }
  const sums = [...byKernel].sort((a, b) => b[1] - a[1]).filter(([, sum]) => sum >= 1);
  console.log(`  ${sums.map(([kernel, sum]) => `${kernel} ${sum.toFixed(0)}`).join(', ')}`);
  const inKernels = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  console.log(`    ${(seconds * 1000 - inKernels).toFixed(1).padStart(6)} ms outside kernels`);
}

for (const name of values.cases.split(',')) {
  const found = trainCases[name];
  if (!found) throw new Error(`there is no case ${name}; choose from ${Object.keys(trainCases).join(', ')}`);
  for (const batch of values.batch === undefined ? found.batches : values.batch.split(',').map(Number)) {
    console.log(`${name} [${[batch, ...found.sample]}]${values.amp ? ', AMP' : ''}${values.avx2 ? ', AVX2' : ''}`);
    const sides = await startSides(name, found, batch);
    report(await measure(sides));
    const ours = sides.get('medbundle');
    if (values.profile && ours) await reportProfile(ours);
    for (const peer of sides.values()) peer.end();
  }
}
