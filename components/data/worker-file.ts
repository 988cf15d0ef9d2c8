import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../engine/errors.js';

/**
 * The compiled file a worker thread runs: `name` beside the module at `moduleUrl`. A thread cannot run TypeScript, so from
 * sources (under Vitest) it is the file that `npm run build` made of it under `dist`.
 *
 * @param name with its extension, `.js`
 * @throws BundleError file_missing when running from sources that were not built
 */
export function workerFile(moduleUrl: string, name: string): string {
  const module = fileURLToPath(moduleUrl);
  const beside = join(dirname(module), name);
  if (!module.endsWith('.ts')) return beside;
  const root = packageRoot(dirname(module));
  const compiled = join(root, 'dist', relative(root, beside));
  if (!existsSync(compiled)) {
    fail({ family: 'data', code: 'file_missing', path: compiled, fix: 'run `npm run build` first' });
  }
  return compiled;
}

function packageRoot(folder: string): string {
  for (let at = folder; at !== sep; at = dirname(at)) if (existsSync(join(at, 'package.json'))) return at;
  return folder;
}
