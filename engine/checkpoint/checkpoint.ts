import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fail } from '../errors.js';
import { NdArray } from '../types/index.js';
import { readSafetensors, safetensorsPieces } from './safetensors.js';
import { readTorchFile, torchFilePieces } from './torch-file.js';
import { type CheckpointTree, Damage, type LoadedTree, Unsafe } from './tree.js';

/**
 * Reads a checkpoint: PyTorch's own file, or safetensors by its extension. Tensors arrive as contiguous arrays; half
 * precision is widened to float32.
 * @throws BundleError checkpoint_missing, checkpoint_damaged, checkpoint_unsafe
 */
export async function readCheckpoint(path: string): Promise<LoadedTree> {
  return parse(path, await readFile(path).catch((error: unknown) => unreadable(path, error)));
}

/** {@link readCheckpoint} for where nothing can wait: `torch.load` in an expression. */
export function readCheckpointSync(path: string): LoadedTree {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (error) {
    return unreadable(path, error);
  }
  return parse(path, file);
}

function unreadable(path: string, error: unknown): never {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (missing) fail({ family: 'checkpoint', code: 'checkpoint_missing', path });
  return fail({ family: 'checkpoint', code: 'checkpoint_damaged', path, problem: String(error) });
}

function parse(path: string, file: Uint8Array): LoadedTree {
  try {
    return isSafetensors(path) ? readSafetensors(file) : readTorchFile(file);
  } catch (error) {
    if (error instanceof Unsafe) fail({ family: 'checkpoint', code: 'checkpoint_unsafe', path, what: error.message });
    if (error instanceof Damage || error instanceof RangeError) {
      fail({ family: 'checkpoint', code: 'checkpoint_damaged', path, problem: error.message });
    }
    throw error;
  }
}

/**
 * Writes a checkpoint that `torch.load(path, weights_only=True)` opens, or safetensors by the path's extension. The file
 * appears whole or not at all: it is written beside its place, synced, and renamed, and its folder is synced.
 * @throws TypeError for a tensor of a dtype that the format does not know; BundleError checkpoint_unwritable
 */
export async function writeCheckpoint(path: string, tree: CheckpointTree): Promise<void> {
  const pieces = isSafetensors(path)
    ? safetensorsPieces(tensorsOf(tree))
    : torchFilePieces(tree, basename(path, extname(path)) || 'archive');
  const temporary = join(dirname(path), temporaryName(basename(path)));
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      for (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = error instanceof Error && 'code' in error ? error.message : null;
    if (reason === null) throw error;
    fail({ family: 'checkpoint', code: 'checkpoint_unwritable', path, problem: reason }, { cause: error });
  }
}

/** What a file is called while this process writes it. */
function temporaryName(name: string): string {
  return `.${name}.${process.pid}.new`;
}

/** The process that was writing a file of that name, or null when it is no such file. */
export function writerOf(name: string): number | null {
  const found = /^\..+\.(\d+)\.new$/.exec(name);
  return found ? Number(found[1]) : null;
}

/** Makes a rename last through a loss of power, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isSafetensors(path: string): boolean {
  return extname(path) === '.safetensors';
}

function tensorsOf(tree: CheckpointTree): Map<string, NdArray> {
  const tensors = new Map<string, NdArray>();
  const entries = tree instanceof Map ? [...tree] : Object.entries(tree ?? {});
  for (const [key, item] of entries) {
    if (!(item instanceof NdArray)) throw new TypeError(`safetensors holds tensors only, and "${key}" is none`);
    tensors.set(String(key), item);
  }
  return tensors;
}
