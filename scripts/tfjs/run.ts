import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { addonPath } from '../../engine/backends/native/addon.js';

/**
 * Runs the tests that tfjs-core ships for its backends against one of ours, and ends with 1 when one fails that is not
 * on the list in `skips.ts`:
 *
 *     node dist/scripts/tfjs/run.js [native|wasm|cpu|tensorflow] [only tests with this in their names]
 *
 * The tests are modules without file endings in their imports, so they are bundled first, together with our
 * backends: there must be one tfjs-core.
 */
async function main([backend = 'native', only = '']: readonly string[]): Promise<number> {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = join(here, 'bundle');
  mkdirSync(folder, { recursive: true });
  try {
    await bundle(join(here, 'suite.js'), folder);
    const addon = addonPath();
    const result = spawnSync(process.execPath, [join(folder, 'suite.mjs'), backend, only], {
      stdio: 'inherit',
      env: { ...process.env, ...(addon === undefined ? {} : { MEDBUNDLE_NATIVE_PATH: addon }) },
    });
    return result.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: {
      // The modules, not the bundles made for Node: their tests import from beside them.
      alias: ['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-converter', 'tfjs-data', 'tfjs-backend-cpu', 'tfjs-backend-webgl'].map(
        (name) => ({ find: new RegExp(`^@tensorflow/${name}$`), replacement: `@tensorflow/${name}/dist/index.js` }),
      ),
    },
    ssr: { noExternal: [/@tensorflow/, 'seedrandom', 'long'], external: ['jasmine-core', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'] },
    build: {
      ssr: entry,
      outDir: folder,
      minify: false,
      rolldownOptions: { treeshake: false, output: { entryFileNames: 'suite.mjs' } },
    },
  });
}

process.exitCode = await main(process.argv.slice(2));
