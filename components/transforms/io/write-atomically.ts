import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../../../engine/errors.js';

let written = 0;

/**
 * Writes a file, making its folder: under another name first, then renamed, so that no half-written file is ever seen.
 * @throws BundleError unwritable_file when the folder or the file cannot be made
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}-${written++}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch (error) {
    // The draft may not even exist; what matters is why it could not be written.
    await rm(draft, { force: true }).catch(() => undefined);
    const problem = error instanceof Error ? error.message : String(error);
    fail({ family: 'data', code: 'unwritable_file', path, problem }, { cause: error });
  }
}
