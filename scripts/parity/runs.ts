import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerShippedComponents } from '../../engine/components.js';
import { ConfigParser } from '../../engine/resolve/index.js';
import { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { toHost, type Value } from '../../engine/values/index.js';
import { type Difference, readFixture } from './array-json.js';
import { readEvents } from './event-records.js';

/** A config, what is run of it, what is asked afterwards, and MONAI's answers: see runs.py. */
interface Run {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly run: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly asks: readonly (readonly [components: string, question: string, tolerance: number])[];
  readonly answers: readonly unknown[];
}

/** How far components are from MONAI's when both run the same config. */
export async function* differences(): AsyncIterable<Difference> {
  const { weights, cases } = await readFixture<{ weights: string; cases: readonly Run[] }>('runs', 'cases');
  // `$import ignite` finds what the program's own registry has.
  registerShippedComponents();
  const before = process.cwd();
  for (const one of cases) {
    const folder = await mkdtemp(join(tmpdir(), 'medbundle-parity-'));
    try {
      process.chdir(folder);
      await writeFile('net.pt', Buffer.from(weights, 'base64'));
      for (const [name, text] of Object.entries(one.files ?? {})) await writeFile(name, text);
      const answers = await answersTo(one);
      for (const [index, [component, question, tolerance]] of one.asks.entries()) {
        const difference = apart(answers[index], one.answers[index]);
        yield { component, case: `${one.name}: ${question}`, difference, tolerance };
      }
    } finally {
      process.chdir(before);
      await rm(folder, { recursive: true });
    }
  }
}

async function answersTo({ config, run, asks }: Run): Promise<unknown[]> {
  const questions = asks.map(([, question], index) => [`ask${index}`, question] as const);
  const parser = new ConfigParser({ ...config, run, ...Object.fromEntries(questions) });
  const logger = getLogger('ignite');
  const { level } = logger;
  logger.setLevel('CRITICAL');
  try {
    for (const index of run.keys()) await parser.resolve(`run::${index}`);
  } finally {
    logger.level = level;
  }
  const answers: unknown[] = [];
  for (const [id, question] of questions) {
    answers.push(
      question.startsWith('$') ? plain(toHost((await parser.resolve(id)) as Value)) : await eventsIn(question),
    );
  }
  return answers;
}

/** As JSON: arrays in lists, numbers that JSON cannot hold as Python writes them. */
function plain(value: unknown): unknown {
  if (value instanceof NdArray) return nested([...value.data].map(Number), value.shape);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function nested(elements: readonly number[], shape: readonly number[]): unknown {
  const [count, ...rest] = shape;
  if (count === undefined) return plain(elements[0]);
  const size = elements.length / count;
  return Array.from({ length: count }, (_, index) => nested(elements.slice(index * size, (index + 1) * size), rest));
}

/** [tag, step, value] of every scalar in the folder's event files. */
async function eventsIn(folder: string): Promise<unknown[]> {
  const points: [string, number, number][] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith('events.out')) continue;
    for (const { tag, step, scalar } of readEvents(await readFile(join(folder, name))).records) {
      if (scalar !== undefined) points.push([tag, step, scalar]);
    }
  }
  return points.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y));
}

/** The largest difference of two numbers at the same place; infinite where the answers differ otherwise. */
function apart(ours: unknown, theirs: unknown): number {
  if (typeof ours === 'number' && typeof theirs === 'number') return Math.abs(ours - theirs);
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
    return Math.max(0, ...ours.map((item, index) => apart(item, theirs[index])));
  }
  if (typeof ours === 'object' && typeof theirs === 'object' && ours !== null && theirs !== null) {
    return apart(Object.entries(ours), Object.entries(theirs));
  }
  return ours === theirs ? 0 : Number.POSITIVE_INFINITY;
}
