/**
 * Kills training at random moments and resumes it: the NuClick bundle on drawn data, small enough that a run takes seconds.
 *
 *     npm run build && node dist/scripts/kill-test.js [--trials 30] [--ranks 1] [--seed 1] [--backend native] [--kills 1]
 *
 * Each trial starts a run in a folder of its own, waits for a random step and then a random moment, and does one of three things in turn: SIGKILL
 * to a rank (to the only process, where there is one rank), SIGKILL to the process that was started, SIGTERM to it. Then it resumes until the run
 * ends, and compares with a run that nobody disturbed: weights, optimizer and trainer state, the best model, metrics.csv, TensorBoard's scalars. After each
 * kill no process of the run may be left (Linux only: processes are found by a variable in their environment).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Philox } from '../components/random/philox.js';
import { plain } from '../engine/checkpoint/saved-state.js';
import { readRun } from '../engine/resume/resume-file.js';
import { resumeFiles } from '../engine/resume/resume-folder.js';
import { NdArray } from '../engine/types/index.js';
import { builtFile, packageRoot } from '../engine/types/package-files.js';
import { prepareConsep } from './data/consep.js';
import { drawDemo } from './data/demo.js';
import { readEvents } from './parity/event-records.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '30' },
    ranks: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    backend: { type: 'string', default: 'native' },
    kills: { type: 'string', default: '1' },
  },
});
const ranks = Number(values.ranks);
const epochs = 3;
const patches = 12;
const batchSize = 4;
const bundle = join(packageRoot, 'bundles', 'pathology_nuclick_annotation');
const marker = `MEDBUNDLE_KILL_TEST=${process.pid}-${Date.now()}`;

/** How a run is ended, in turn. */
const attacks = ['SIGKILL of a rank', 'SIGKILL of the parent', 'SIGTERM'] as const;
type Attack = (typeof attacks)[number];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

/** A run under way, and what it has printed. */
interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Iterations that rank 0 has logged. */
  steps(): number;
}

function start(folder: string, more: readonly string[]): Running {
  const configs = ['train', ...(ranks > 1 ? ['multi_gpu_train'] : [])].map((name) =>
    join(bundle, 'configs', `${name}.json`),
  );
  const launcher = ranks > 1 ? ['--standalone', '--nnodes', '1', '--nproc_per_node', String(ranks)] : [];
  const settings = {
    config_file: configs.join(','),
    bundle_root: bundle,
    dataset_dir: data,
    ckpt_dir: join(folder, 'models'),
    output_dir: join(folder, 'eval'),
    max_epochs: epochs,
    batch_size: batchSize / ranks,
    num_workers: 0,
    amp: 'False',
    learning_rate: 0.002,
    'network_def#features': '[4,4,8,8,8,4]',
    checkpoint_every: 2,
    backend: values.backend,
    threads: 1,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const [name = '', value = ''] = marker.split('=');
  const child = spawn(
    process.execPath,
    [builtFile('engine/cli/main'), 'run', ...launcher, ...words, '--trust', '--save_config', 'False', ...more],
    { env: { ...process.env, [name]: value }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
  }
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) => done({ code, signal, text }));
  });
  return { child, ended, steps: () => text.split(/ Iter: \d+\/\d+ -- train_loss/).length - 1 };
}

/** The processes of this test's runs that are alive, this process aside: their ids and the first words of their command lines. */
function left(): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(marker)) return [];
      return [`${name}: ${readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(1, 4).join(' ')}`];
    } catch {
      return [];
    }
  });
}

/** What is alive five seconds on. */
async function leftBehind(): Promise<string[]> {
  for (let tries = 0; tries < 50 && left().length > 0; tries++) await wait(100);
  return left();
}

/** The processes that a run's launcher has started: its ranks. */
function ranksOf({ child }: Running): number[] {
  return left()
    .map((line) => Number.parseInt(line, 10))
    .filter((id) => id !== child.pid)
    .sort((a, b) => a - b);
}

function attack(running: Running, how: Attack, random: Philox): void {
  const parent = running.child.pid ?? 0;
  if (how === 'SIGTERM') process.kill(parent, 'SIGTERM');
  else if (how === 'SIGKILL of the parent') process.kill(parent, 'SIGKILL');
  else {
    const all = ranksOf(running);
    process.kill(ranks > 1 ? (all[random.integer(0, all.length)] ?? parent) : parent, 'SIGKILL');
  }
}

/** Everything a run leaves, in one number. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const take = (value: unknown): void => {
    if (value instanceof NdArray) hash.update(value.dtype).update(JSON.stringify(value.shape)).update(bytesOf(value));
    else if (Array.isArray(value)) for (const item of value) take(item);
    else if (value instanceof Map) for (const [key, item] of value) take([String(key), item]);
    else if (typeof value === 'object' && value !== null) take(Object.entries(value));
    else hash.update(`${typeof value} ${String(value)};`);
  };
  const last = (await resumeFiles(join(folder, 'models', 'resume'))).at(-1);
  if (!last?.endsWith('-end.pt')) throw new Error(`the run did not end: ${last}`);
  const run = await readRun(last);
  take([...run.objects].map(([id, { state }]) => [id, plain(state)]));
  for (const { position, objects } of run.ranks) {
    take(Object.entries(position));
    take([...objects].map(([id, { state }]) => [id, withoutPaths(plain(state))]));
  }
  hash.update(readFileSync(join(folder, 'models', 'model.pt')));
  hash.update(readFileSync(join(folder, 'eval', 'metrics.csv')));
  const files = readdirSync(join(folder, 'eval')).filter((name) => name.startsWith('events'));
  const records = files.flatMap((name) => readEvents(readFileSync(join(folder, 'eval', name))).records);
  const scalars = records.map(({ tag, step, scalar }) => `${tag} ${step} ${scalar}`).sort();
  hash.update(scalars.join('\n')).update(String(files.length));
  return hash.digest('hex').slice(0, 16);
}

/** Trials differ in their folders. */
function withoutPaths(state: unknown): unknown {
  return typeof state === 'string' && state.startsWith(tmpdir()) ? '' : state;
}

function bytesOf({ data: { buffer, byteOffset, byteLength } }: NdArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** How to go on in a folder: from its last checkpoint, or anew where the run did not come as far as one. */
async function goOn(folder: string): Promise<string[]> {
  if ((await resumeFiles(join(folder, 'models', 'resume'))).length > 0) return ['--resume', 'latest'];
  rmSync(folder, { recursive: true, force: true });
  return [];
}

/** Runs to the end. */
async function finish(folder: string): Promise<void> {
  const more = await goOn(folder);
  const { code, signal, text } = await start(folder, more).ended;
  if (code !== 0) throw new Error(`the resumed run ended with ${code ?? signal}:\n${text.slice(-3000)}`);
}

async function trial(index: number, folder: string, random: Philox): Promise<string> {
  const said: string[] = [];
  for (let kill = 0; kill < Number(values.kills); kill++) {
    const how = attacks[(index + kill) % attacks.length] ?? 'SIGTERM';
    const running = start(folder, await goOn(folder));
    const total = (epochs * patches) / batchSize;
    const step = random.integer(0, total);
    const delay = random.integer(0, 600);
    let over = false;
    void running.ended.then(() => {
      over = true;
    });
    while (!over && running.steps() < step) await wait(5);
    await wait(delay);
    if (!over) attack(running, how, random);
    const { code, signal, text } = await running.ended;
    if (how === 'SIGTERM' && !over && code !== 143 && code !== 0 && signal !== 'SIGTERM') {
      throw new Error(`SIGTERM ended it with ${code ?? signal}:\n${text.slice(-3000)}`);
    }
    const remaining = await leftBehind();
    if (remaining.length > 0) throw new Error(`left behind: ${remaining.join('; ')}`);
    said.push(`${how} ${delay} ms after step ${step} (ended with ${code ?? signal})`);
  }
  await finish(folder);
  return said.join(', ');
}

const root = mkdtempSync(join(tmpdir(), 'medbundle-kill-'));
const data = join(root, 'data');
let failed = 0;
try {
  await drawDemo({ output: join(root, 'tissue'), seed: 1, trainImages: 2, testImages: 1, size: 192 });
  await prepareConsep({ input: join(root, 'tissue'), output: data, cropSize: 64, limit: patches });
  const undisturbed = join(root, 'undisturbed');
  await finish(undisturbed);
  const expected = await hashOf(undisturbed);
  process.stdout.write(`undisturbed: ${expected}\n`);
  for (let index = 0; index < Number(values.trials); index++) {
    const folder = join(root, `trial-${index}`);
    const random = new Philox(Number(values.seed)).fork('kill').fork(index);
    try {
      const said = await trial(index, folder, random);
      const hash = await hashOf(folder);
      if (hash !== expected) failed++;
      process.stdout.write(`${index + 1}: ${hash === expected ? 'equal' : `DIFFERENT ${hash}`}  ${said}\n`);
      if (hash === expected) rmSync(folder, { recursive: true });
    } catch (error) {
      failed++;
      process.stdout.write(`${index + 1}: FAILED  ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  process.stdout.write(`${Number(values.trials) - failed} of ${values.trials} equal\n`);
} finally {
  if (failed === 0) rmSync(root, { recursive: true, force: true });
  else process.stdout.write(`left for a look: ${root}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
