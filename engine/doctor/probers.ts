import { execFile } from 'node:child_process';
import type { BackendName } from '../backends/backend.js';
import { BundleError } from '../errors.js';
import { builtFile } from '../types/package-files.js';
import type { BackendFinding } from './diagnosis.js';
import type { Prober } from './examine.js';

/** A backend that says nothing for so long hangs: it takes a second or two, on a busy machine more. */
const patience = 60_000;

/** Tries a backend out in this process. */
export function proberHere(threads?: number): Prober {
  return async (name) => {
    try {
      const { largestDifference, probe } = await import('./parity.js');
      const found = await probe(name, threads);
      if (found.difference <= largestDifference) return { name, isDefault: false, state: 'works', ...found };
      const why = `its results differ from cpu's by ${found.difference.toPrecision(2)}`;
      return broken(name, why);
    } catch (error) {
      if (error instanceof BundleError && error.failure.code === 'backend_unavailable') {
        const { why, fix } = error.failure;
        return { name, isDefault: false, state: 'absent', why, fix };
      }
      return broken(name, error instanceof Error ? error.message : String(error));
    }
  };
}

/** Tries a backend out in a process of its own, so that one that crashes or hangs is found out and harms nobody. */
export function proberApart(threads?: number): Prober {
  return (name) =>
    new Promise((resolve) => {
      const words = [builtFile('engine/cli/main'), 'doctor', '--probe', name];
      if (threads !== undefined) words.push('--threads', String(threads));
      const started = performance.now();
      execFile(process.execPath, words, { timeout: patience }, (error, stdout, stderr) => {
        const finding = findingIn(stdout);
        if (finding) return resolve(finding);
        const late = performance.now() - started >= patience;
        const last = stderr.trim().split('\n').at(-1) ?? '';
        const signal = error?.signal ? `it ended with ${error.signal}` : last || 'it gave no answer';
        return resolve(broken(name, late ? `it did not answer within ${patience / 1000} s` : signal));
      });
    });
}

/** The last line is the answer: libraries may say something of their own before. */
function findingIn(text: string): BackendFinding | undefined {
  try {
    const finding: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
    return isFinding(finding) ? finding : undefined;
  } catch {
    return undefined;
  }
}

function isFinding(value: unknown): value is BackendFinding {
  return typeof value === 'object' && value !== null && 'name' in value && 'state' in value;
}

function broken(name: BackendName, why: string): BackendFinding {
  const fix =
    name === 'native'
      ? 'run `npm run build:native`, or write --backend wasm meanwhile'
      : `write --backend native or wasm, and report this with the output of \`medbundle doctor --json\``;
  return { name, isDefault: false, state: 'broken', why, fix };
}
