// Runs the tests that tfjs-core ships for its backends against one of ours, and ends with 1 when one fails that is not
// in skips.ts:
//
//     node test/tfjs-core/run.mjs [native|wasm|cpu|tensorflow] [only tests with this in their names]
//
// They are modules that Node.js cannot load as they are (imports without file endings), and there must be one tfjs-core
// for them and our backends, so all of it is bundled first.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const folder = join(root, 'dist', `tfjs-core-tests-${process.pid}`);

try {
  await build({
    cwd: root,
    logLevel: 'warn',
    input: join(here, 'suite.ts'),
    platform: 'node',
    treeshake: false,
    external: [
      /^jasmine-core/,
      'sharp',
      'node-fetch',
      /^@tensorflow\/tfjs-(backend-wasm|backend-webgpu|node|node-gpu)/,
      'webgpu',
    ],
    resolve: { mainFields: ['module', 'main'], alias: { '@tensorflow/tfjs': join(root, 'engine', 'tfjs.ts') } },
    output: { dir: folder, format: 'esm', entryFileNames: 'suite.mjs' },
  });
  const suite = spawnSync(process.execPath, [join(folder, 'suite.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = suite.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
