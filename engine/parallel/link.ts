import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addonPath, loadAddon } from '../backends/native/addon.js';
import type { ProcessGroup } from './process-group.js';
import type { Link } from './rank-environment.js';
import { Region, regionBytes, regionShape } from './region.js';
import { type GroupOptions, SharedMemoryGroup } from './shared-memory-group.js';
import { SocketGroup } from './socket-group.js';

/** A group whose ranks can be told what became of another. */
export interface RankGroup extends ProcessGroup {
  /** Milliseconds that a rank waits for the others. */
  timeout: number;
  /** Another rank is lost: nobody waits for it any longer. */
  lose(rank: number, problem: string): void;
  /** Another rank ended well, and joins nothing any more. */
  leave(rank: number): void;
}

/** Where a file in memory can be: /dev/shm on Linux; a file on disk works too, as long as the system keeps it in memory. */
const folders = ['/dev/shm', tmpdir()] as const;

/**
 * Makes the place where ranks will meet: a file in memory that all of them map, where the native addon can do that; a socket's path
 * otherwise, or where nothing is left of the memory.
 */
export async function makeLink(ranks: number): Promise<Link> {
  const name = `medbundle-${process.pid}-${randomUUID()}`;
  if (addonPath() !== undefined && process.platform !== 'win32') {
    const shape = regionShape(ranks);
    for (const folder of folders) {
      const path = join(folder, name);
      if (await fill(path, regionBytes(shape))) return { kind: 'memory', path, shape };
    }
  }
  return {
    kind: 'socket',
    path: process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`),
  };
}

/** Writes every byte: a file with holes kills who writes to it when the memory turns out to be too small. */
async function fill(path: string, bytes: number): Promise<boolean> {
  const zeros = new Uint8Array(2 ** 20);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes; at += zeros.length) await file.write(zeros, 0, Math.min(zeros.length, bytes - at));
    } finally {
      await file.close();
    }
    return true;
  } catch {
    rmSync(path, { force: true });
    return false;
  }
}

/** Joins the other ranks; resolves when all are there. Then the file is gone already, so that nothing is left whatever happens. */
export async function joinLink(link: Link, options: GroupOptions, ranks: number): Promise<RankGroup> {
  if (link.kind === 'socket') return SocketGroup.connect(link.path, options, ranks);
  const memory = loadAddon().mapShared(link.path, regionBytes(link.shape));
  const group = new SharedMemoryGroup(new Region(memory, link.shape), options);
  await group.barrier();
  if (options.rank === 0) removeLink(link);
  return group;
}

export function removeLink({ path }: Link): void {
  rmSync(path, { force: true });
}
