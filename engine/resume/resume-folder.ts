import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writerOf } from '../checkpoint/index.js';
import { BundleError, fail } from '../errors.js';
import { type RunCheckpoint, readRun } from './resume-file.js';

/** `20261124T023001Z-000012-iteration=340.pt`: sorted by name, a run's checkpoints are in the order of their making. */
const namePattern = /^(\d{8}T\d{6}Z)-(\d{6,})-(iteration=\d+|end)\.pt$/;

/** The name of a checkpoint's file. @param place `iteration=340`, or `end` when an engine's run is over */
export function resumeFileName(run: string, sequence: number, place: string): string {
  return `${run}-${String(sequence).padStart(6, '0')}-${place}.pt`;
}

/** Whether a checkpoint is of a run of that name. */
export function isOf(path: string, run: string): boolean {
  return namePattern.exec(basename(path))?.[1] === run;
}

/** How many checkpoints of its run there were, with this one. */
export function sequenceOf(path: string): number {
  return Number(namePattern.exec(basename(path))?.[2] ?? 0);
}

/** Whether nothing of a run was left to do. */
export function isFinal(path: string): boolean {
  return namePattern.exec(basename(path))?.[3] === 'end';
}

/** The name of a run that begins now: the time, to the second. */
export function runNameAt(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** The paths of a folder's resume checkpoints, the latest last; of one run only, if `run` says which. */
export async function resumeFiles(folder: string, run?: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => {
      const found = namePattern.exec(name);
      return found !== null && (run === undefined || found[1] === run);
    })
    .sort()
    .map((name) => join(folder, name));
}

/** Removes all but the latest `keep` checkpoints. */
export async function prune(folder: string, keep: number): Promise<void> {
  const files = await resumeFiles(folder);
  for (const path of files.slice(0, Math.max(0, files.length - keep))) await rm(path, { force: true });
}

/** Removes what processes that died while writing have left. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const writer = writerOf(name);
    if (writer !== null && !isAlive(writer)) await rm(join(folder, name), { force: true });
  }
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @throws BundleError checkpoint_unwritable when nothing can be written there */
export async function mustBeWritable(folder: string): Promise<void> {
  const probe = join(folder, `.probe.${process.pid}.new`);
  try {
    await mkdir(folder, { recursive: true });
    await (await open(probe, 'w')).close();
    await rm(probe);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    fail({ family: 'checkpoint', code: 'checkpoint_unwritable', path: folder, problem }, { cause: error });
  }
}

/** A run that was read, and from where. */
export interface FoundRun {
  readonly path: string;
  readonly saved: RunCheckpoint;
  /** Newer files that could not be used, each with why. */
  readonly skipped: readonly string[];
}

/**
 * The latest checkpoint of a folder that is whole; damaged ones are passed over.
 * @param run only checkpoints of that run
 * @throws BundleError resume_missing, resume_unusable
 */
export async function latestRun(folder: string, run?: string): Promise<FoundRun> {
  const files = await resumeFiles(folder, run);
  if (files.length === 0) fail({ family: 'checkpoint', code: 'resume_missing', folder });
  const skipped: string[] = [];
  for (const path of files.reverse()) {
    try {
      return { path, saved: await readRun(path), skipped };
    } catch (error) {
      if (!(error instanceof BundleError) || error.failure.family !== 'checkpoint') throw error;
      skipped.push(error.message);
    }
  }
  return fail({ family: 'checkpoint', code: 'resume_unusable', folder, skipped });
}

/**
 * What `--resume` means: `latest` in the run's own folder, the latest of another folder, or one file, which must be whole.
 * @throws BundleError resume_missing, resume_unusable, resume_foreign, checkpoint_missing, checkpoint_damaged, checkpoint_unsafe
 */
export async function findRun(wanted: string, folder: string): Promise<FoundRun> {
  if (wanted === 'latest') return latestRun(folder);
  const isFolder = await stat(wanted).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? latestRun(wanted) : { path: wanted, saved: await readRun(wanted), skipped: [] };
}
