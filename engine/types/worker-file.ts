import { existsSync } from 'node:fs';
import { fail } from '../errors.js';
import { builtFile } from './package-files.js';

/**
 * The compiled file that a worker thread or a child process runs: neither can run TypeScript, so from sources too (under Vitest) it is
 * the file that `npm run build` made.
 *
 * @param module its source from the package's root, without extension: `components/data/batch-worker`
 * @throws BundleError file_missing when running from sources that were not built
 */
export function workerFile(module: string): string {
  const file = builtFile(module);
  if (!existsSync(file)) fail({ family: 'data', code: 'file_missing', path: file, fix: 'run `npm run build` first' });
  return file;
}
