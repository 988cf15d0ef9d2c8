import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the program as users do, built, in a process of its own: a bundle's TypeScript scripts import the built package, so they
 * cannot run inside a test. `npm test` builds first.
 */
export async function medbundle(words: readonly string[], cwd = root): Promise<{ code: number; output: string }> {
  const program = `${root}dist/engine/cli/main.js`;
  if (!existsSync(program)) throw new Error('run `npm run build` first: this test runs the built program');
  return new Promise((done) => {
    const child = execFile(process.execPath, [program, ...words], { cwd }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}
