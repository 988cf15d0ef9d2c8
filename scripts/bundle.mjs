// Bundles the program into few files. Node.js takes milliseconds to find, read and link each module, and a command that loads
// six hundred of them spends more time on that than on its work.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What has a file of its own under `dist`: the package's entries, worker threads' programs, and the scripts. */
const entries = [
  'engine/index.ts',
  'engine/tfjs.ts',
  'engine/cli/main.ts',
  'components/index.ts',
  ...['engine', 'components'].flatMap(sources).filter((file) => file.endsWith('-worker.ts')),
  ...sources('scripts'),
];

/** @type {Set<string>} */
const reached = new Set();

await build({
  cwd: root,
  logLevel: 'warn',
  input: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ''), file])),
  platform: 'node',
  // These find files of their own beside them (binaries, workers), or are the user's to install.
  external: [
    'sharp',
    'piscina',
    'jiti',
    /^@tensorflow\/tfjs-(backend-wasm|backend-webgpu|node|node-gpu)/,
    'webgpu',
    'onnxruntime-node',
    'koffi',
    // tfjs loads it when a model is fetched from the network, which medbundle never does.
    'node-fetch',
  ],
  resolve: {
    mainFields: ['module', 'main'],
    alias: { '@tensorflow/tfjs': join(root, 'engine', 'tfjs.ts') },
  },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        { name: 'tfjs', test: /node_modules\/@tensorflow|\/engine\/(quiet-)?tfjs\.ts/ },
        {
          debugName: 'medbundle',
          name: (id, context) => (inDataWorker(id, context) ? 'data-worker' : 'medbundle'),
          // A thread's program does its work when it is loaded, which nobody else must.
          test: /\/(engine|components)\/(?!cli\/|backends\/wasm\/kernels)(?!.*-worker\.ts$).*\.ts$/,
        },
      ],
    },
  },
});

/**
 * Whether a data worker's thread loads this module. It needs no tensors, and must not wait for a chunk that brings them.
 * @param {string} id
 * @param {import('rolldown').ChunkingContext} context
 */
function inDataWorker(id, context) {
  if (reached.size === 0) reach(join(root, 'components', 'data', 'batch-worker.ts'), context);
  return reached.has(id);
}

/**
 * @param {string} id
 * @param {import('rolldown').ChunkingContext} context
 */
function reach(id, context) {
  if (reached.has(id)) return;
  reached.add(id);
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) reach(imported, context);
}

/** @param {string} folder */
function sources(folder) {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}
