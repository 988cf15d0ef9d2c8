/**
 * How long a person waits for the bundle, whole processes from their start: `run` of train.json until the trainer starts and until
 * its first step (16 patches) is done, and of inference.json with one click until the process ends. The same files under medbundle
 * and MONAI, which take turns; medians.
 *
 *     npm run build && node dist/scripts/bench/start.js [PYTHON] [ROUNDS]
 *
 * PYTHON is an interpreter with MONAI; '' runs our side alone. Its allocator should be tuned (MALLOC_MMAP_MAX_=0
 * MALLOC_TRIM_THRESHOLD_=-1), or the ratios flatter us.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../../engine/bench/measurement.js';
import { packageRoot } from '../../engine/types/package-files.js';
import { prepareConsep } from '../data/consep.js';
import { drawDemo } from '../data/demo.js';

const [python = '', rounds = '5'] = process.argv.slice(2);
const bundle = join(packageRoot, 'bundles', 'pathology_nuclick_annotation');
const folder = await mkdtemp(join(tmpdir(), 'medbundle-bench-'));

/** A wait: the words after `run`, and the line that ends it (none: the end of the process). */
interface Wait {
  readonly name: string;
  readonly words: readonly string[];
  readonly until?: RegExp;
}

try {
  const waits = await prepare();
  const runtimes: Record<string, readonly string[]> = {
    medbundle: [process.execPath, join(packageRoot, 'dist', 'engine', 'cli', 'main.js'), 'run'],
    ...(python === '' ? {} : { MONAI: [python, '-m', 'monai.bundle', 'run'] }),
  };
  for (const wait of waits) {
    const seconds = new Map<string, number[]>();
    for (let round = 0; round < Number(rounds); round++) {
      for (const [name, command] of Object.entries(runtimes)) {
        const took = await time([...command, ...wait.words], wait.until);
        seconds.set(name, [...(seconds.get(name) ?? []), took]);
      }
    }
    const ours = median(seconds.get('medbundle') ?? []);
    const theirs = median(seconds.get('MONAI') ?? []);
    const ratio = python === '' ? '' : `, MONAI ${theirs.toFixed(2)} s: ${(theirs / ours).toFixed(1)} times as fast`;
    console.log(`${wait.name.padEnd(38)} medbundle ${ours.toFixed(2)} s${ratio}`);
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Sixteen patches to train on, one patch with one click, and weights. */
async function prepare(): Promise<Wait[]> {
  const [demo, data, click] = [join(folder, 'demo'), join(folder, 'data'), join(folder, 'click')];
  await drawDemo({ output: demo, trainImages: 2, testImages: 1, size: 256 });
  await prepareConsep({ input: demo, output: data });
  const list: { training: { image: string }[]; validation: unknown[] } = JSON.parse(
    await readFile(join(data, 'dataset.json'), 'utf8'),
  );
  const few = { ...list, training: list.training.slice(0, 16), validation: list.validation.slice(0, 2) };
  await writeFile(join(data, 'dataset.json'), JSON.stringify(few));
  const shared = ['--bundle_root', bundle, '--output_dir', join(folder, 'eval'), '--ckpt_dir', join(folder, 'models')];
  const train = [
    ['--config_file', join(bundle, 'configs', 'train.json')],
    ['--dataset_dir', data, '--num_workers', '0', '--batch_size', '16', '--max_epochs', '1'],
    shared,
  ].flat();
  await time([process.execPath, join(packageRoot, 'dist', 'engine', 'cli', 'main.js'), 'run', ...train]);
  const image = list.training[0]?.image ?? '';
  await mkdir(join(click, 'Test', 'Images'), { recursive: true });
  await mkdir(join(click, 'Test', 'Centroids'), { recursive: true });
  await copyFile(image, join(click, 'Test', 'Images', basename(image)));
  await writeFile(join(click, 'Test', 'Centroids', `${basename(image, '.png')}.txt`), '[[64, 64]]');
  const inference = ['--config_file', join(bundle, 'configs', 'inference.json'), '--dataset_dir', click, ...shared];
  return [
    { name: "train, to the trainer's start", words: train, until: /Engine run resuming/ },
    { name: 'train, to the end of the first step', words: train, until: /Iter: 1\/1 -- / },
    { name: 'inference with one click, to the end', words: inference },
  ];
}

/** Seconds until a line matches, or until the process ends. */
async function time([program = '', ...words]: readonly string[], until?: RegExp): Promise<number> {
  const began = performance.now();
  const child = spawn(program, words, { cwd: bundle, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said: string[] = [];
  const seen = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        said.push(line);
        if (until?.test(line)) resolve(true);
      });
    }
    void ended.then(() => resolve(false));
  });
  const found = await seen;
  const seconds = (performance.now() - began) / 1000;
  if (found) child.kill('SIGKILL');
  const code = await ended;
  if (found !== (until !== undefined) || (!found && code !== 0)) {
    throw new Error(`${program} ${words.join(' ')} ended early with ${code}:\n${said.slice(-20).join('\n')}`);
  }
  return seconds;
}
