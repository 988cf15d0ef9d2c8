/**
 * The transforms of the NuClick bundle's training, ours and MONAI's, in samples a second on one thread. The two take turns on
 * the same drawn patches of 128×128; the best round of each counts. Ours runs in a thread like those of the data loader,
 * whose nursery is large enough for arrays that live as long as a sample.
 *
 *     npm run build && node dist/scripts/bench/transforms.js [PYTHON] [ROUNDS]
 *
 * PYTHON is an interpreter with MONAI; without one only our side runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { Philox } from '../../components/random/philox.js';
import { Compose } from '../../components/transforms/compose.js';
import { ScaleIntensityRanged } from '../../components/transforms/intensity/scale-intensity-ranged.js';
import { LoadImaged } from '../../components/transforms/io/load-imaged.js';
import { AddPointGuidanceSignald } from '../../components/transforms/nuclick/add-point-guidance-signald.js';
import { SplitLabeld } from '../../components/transforms/nuclick/split-labeld.js';
import { RandFlipd } from '../../components/transforms/spatial/rand-flipd.js';
import { RandRotate90d } from '../../components/transforms/spatial/rand-rotate90d.js';
import { RandTorchVisiond } from '../../components/transforms/torchvision/rand-torch-visiond.js';
import { EnsureChannelFirstd } from '../../components/transforms/utility/ensure-channel-firstd.js';
import { SelectItemsd } from '../../components/transforms/utility/select-itemsd.js';

interface Patch {
  readonly image: string;
  readonly label: string;
}

const patchCount = 200;
const passes = 4;
const side = 128;
const keys = ['image', 'label'];
const jitter = { brightness: 0.251, contrast: 0.75, saturation: 0.25, hue: 0.04 };
const fixed = new Compose([
  new LoadImaged({ keys, dtype: 'uint8', imageOnly: false }),
  new EnsureChannelFirstd({ keys }),
  new SplitLabeld({ keys: 'label', maskValue: '', othersValue: 255 }),
]);
const random = new Compose([
  new RandTorchVisiond({ keys: 'image', name: 'ColorJitter', kwargs: jitter }),
  new RandFlipd({ keys: [...keys, 'others'], prob: 0.5 }),
  new RandRotate90d({ keys: [...keys, 'others'], prob: 0.5 }),
  new ScaleIntensityRanged({ keys: 'image', aMin: 0, aMax: 255, bMin: -1, bMax: 1 }),
  new AddPointGuidanceSignald({ useDistance: true, gaussian: false }),
  new SelectItemsd({ keys }),
]);
const parts = { deterministic: fixed, random, all: new Compose([fixed, random]) };
type Part = keyof typeof parts;

/** Draws patches that deflate like tissue (22 KB): smooth stains, some noise, and a nucleus among others. */
async function drawPatches(folder: string): Promise<Patch[]> {
  const stream = new Philox(1);
  const patches: Patch[] = [];
  for (let index = 0; index < patchCount; index++) {
    const pixels = new Uint8Array(side * side * 3);
    const label = new Uint8Array(side * side);
    const nuclei = Array.from({ length: 9 }, (_, nucleus) => ({
      row: nucleus === 0 ? 64 : stream.uniform(0, side),
      column: nucleus === 0 ? 64 : stream.uniform(0, side),
      radius: stream.uniform(6, 14),
      value: nucleus === 0 ? 1 + (index % 4) : 255,
    }));
    const phase = stream.uniform(0, 7);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const at = row * side + column;
        const inside = nuclei.find((one) => Math.hypot(row - one.row, column - one.column) < one.radius);
        if (inside) label[at] = inside.value;
        const stain = 25 * Math.sin(row / 9 + phase) * Math.cos(column / 13 - phase) + stream.normal(0, 1.5);
        const base = inside ? [110, 70, 140] : [215, 160, 195];
        for (let channel = 0; channel < 3; channel++) {
          pixels[3 * at + channel] = Math.min(255, Math.max(0, (base[channel] ?? 0) + stain + stream.normal(0, 0.4)));
        }
      }
    }
    const image = join(folder, `${index}_image.png`);
    const mask = join(folder, `${index}_label.png`);
    const size = { width: side, height: side };
    await sharp(pixels, { raw: { ...size, channels: 3 } })
      .png({ adaptiveFiltering: true })
      .toFile(image);
    await sharp(label, { raw: { ...size, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(mask);
    patches.push({ image, label: mask });
  }
  await writeFile(join(folder, 'patches.json'), JSON.stringify(patches));
  return patches;
}

/** MONAI in a process of its own, with the allocator settings that suit it best. */
async function startMonai(
  python: string,
  folder: string,
): Promise<{ child: ChildProcess; ask(part: Part): Promise<number> }> {
  // The script stays beside the TypeScript source; this file runs from dist.
  const script = fileURLToPath(new URL('../../../scripts/bench/transforms_monai.py', import.meta.url));
  const child = spawn(python, [script, folder], {
    env: { ...process.env, OMP_NUM_THREADS: '1', MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: '-1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('MONAI ended');
    return value;
  };
  while ((await next()) !== 'ready');
  return {
    child,
    async ask(part) {
      child.stdin.write(`${part}\n`);
      return Number(await next());
    },
  };
}

/** Seconds a sample, over as many passes as take about as long as MONAI's one. */
async function measure(part: Part, inputs: readonly unknown[], round: number): Promise<number> {
  const pipeline = parts[part];
  const stream = new Philox(round);
  const start = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    for (const [index, sample] of inputs.entries()) {
      const result = pipeline.apply(sample, stream.fork(pass).fork(index));
      if (result instanceof Promise) await result;
    }
  }
  return (performance.now() - start) / 1000 / (passes * inputs.length);
}

async function main(python: string | undefined, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-bench-'));
  try {
    const patches = await drawPatches(folder);
    const loaded = patches.map((patch) => fixed.apply(patch, new Philox(0)));
    const monai = python === undefined ? undefined : await startMonai(python, folder);
    const best: Record<Part, { ours: number; theirs: number }> = {
      deterministic: { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY },
      random: { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY },
      all: { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY },
    };
    for (let round = 0; round < rounds; round++) {
      for (const part of ['deterministic', 'random', 'all'] as const) {
        const ours = await measure(part, part === 'random' ? loaded : patches, round);
        best[part].ours = Math.min(best[part].ours, ours);
        if (monai) best[part].theirs = Math.min(best[part].theirs, await monai.ask(part));
      }
    }
    monai?.child.stdin?.end();
    for (const [part, { ours, theirs }] of Object.entries(best)) {
      const rate = `${(1 / ours).toFixed(0)} samples/s`;
      const ratio = monai ? `; MONAI ${(1 / theirs).toFixed(0)}; ratio ${(theirs / ours).toFixed(1)}` : '';
      console.log(`${part}: ${rate}${ratio}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (isMainThread) {
  new Worker(new URL(import.meta.url), {
    argv: process.argv.slice(2),
    resourceLimits: { maxYoungGenerationSizeMb: 192 },
  });
} else {
  await main(process.argv[2], Number(process.argv[3] ?? 5));
}
