import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file that appears whole or not at all: beside its place, synced, and renamed. What was there stays until then.
 *
 * @param check looks at the file under its temporary name; when it throws, the file does not appear
 */
export async function writeWhole(
  path: string,
  pieces: Iterable<Uint8Array>,
  check?: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    const file = await open(temporary, 'w');
    try {
      for (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await check?.(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
