import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this is the built program of `dist/`, and not the sources (under Vitest). */
export const isBuilt = !import.meta.url.endsWith('.ts');

/** medbundle's own folder, the one with its package.json, seen from the sources and from `dist`. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * Where one of medbundle's own modules lies: `builtFile('components/data/batch-worker')` is that file under `dist`.
 * Only the build's entries exist there (see scripts/bundle.mjs).
 */
export function builtFile(module: string): string {
  return join(packageRoot, 'dist', `${module}.js`);
}

function findRoot(start: string): string {
  let folder = start;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
