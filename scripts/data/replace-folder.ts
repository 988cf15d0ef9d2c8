import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../engine/errors.js';

/** Which folders may be replaced: empty ones, and those that hold `mark` and nothing beside `entries`. */
export interface Replaceable {
  readonly mark: string;
  readonly entries: readonly string[];
}

/**
 * Makes the folder `output` anew: `write` fills a folder beside it, which takes its place when everything is written. When
 * `write` fails, `output` is as it was.
 *
 * @throws BundleError bad_layout when `output` holds something that may not be replaced
 */
export async function replaceFolder<T>(
  output: string,
  replaceable: Replaceable,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const exists = await mayReplace(output, replaceable);
  const work = join(dirname(output), `.${basename(output)}-${randomBytes(4).toString('hex')}`);
  await mkdir(work, { recursive: true });
  try {
    const result = await write(work);
    if (exists) await exchange(output, work);
    else await rename(work, output);
    return result;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Whether `output` exists; refuses when it must stay. */
async function mayReplace(output: string, { mark, entries: ours }: Replaceable): Promise<boolean> {
  const entries = await readdir(output).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!entries) return false;
  const foreign = entries.find((entry) => entry !== mark && !ours.includes(entry));
  if (foreign !== undefined) refuse(output, `it exists and holds "${foreign}", which is not of our making`);
  if (entries.length > 0 && !entries.includes(mark)) refuse(output, `it exists and holds no ${mark} of ours`);
  return true;
}

function refuse(path: string, problem: string): never {
  fail({ family: 'data', code: 'bad_layout', path, problem, fix: 'choose another output folder' });
}

async function exchange(output: string, work: string): Promise<void> {
  const old = `${work}-old`;
  await rename(output, old);
  try {
    await rename(work, output);
  } catch (error) {
    await rename(old, output);
    throw error;
  }
  await rm(old, { recursive: true });
}
