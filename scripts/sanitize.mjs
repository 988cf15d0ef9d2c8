// Builds the native kernels with the address and undefined-behaviour sanitisers into a folder of their own and runs their
// tests on that build: `npm run test:sanitize`. Needs GCC's or Clang's sanitiser libraries (Debian: part of g++).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kernels = join(root, 'engine', 'backends', 'native', 'kernels');
const folder = join(root, 'engine', 'backends', 'native', 'build', 'sanitized');
const compiler = process.env.CXX ?? 'g++';
const headers = process.env.NODE_HEADERS ?? join(dirname(dirname(process.execPath)), 'include', 'node');

const flags = [
  ...['-std=c++17', '-O1', '-g', '-fPIC', '-fno-omit-frame-pointer', '-ffp-contract=fast', '-Wno-psabi', '-pthread'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined', `-I${headers}`],
];

/** One table of kernels for each instruction set, as in binding.gyp. */
const architectures =
  process.arch === 'x64'
    ? { plain: [], avx2: ['-march=x86-64-v3'], avx512: ['-march=x86-64-v4', '-mprefer-vector-width=512'] }
    : { plain: [] };

if (!existsSync(join(headers, 'node_api.h'))) {
  console.error(`no node_api.h in ${headers}: set NODE_HEADERS to the folder with Node's headers`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
/** @type {string[]} */
const objects = [];
for (const [name, own] of Object.entries(architectures)) {
  for (const file of ['all', 'arrays-all']) compile(file, `${file}-${name}`, [`-DMB_ARCH=${name}`, ...own]);
}
if (process.arch === 'x64') {
  compile('bfloat16', 'bfloat16', ['-DMB_ARCH=brain', ...(architectures.avx512 ?? []), '-mavx512bf16']);
}
for (const file of ['addon', 'arrays-border', 'pool', 'share']) compile(file, file, []);
const addon = join(folder, 'medbundle_native.node');
run(compiler, [...flags, '-shared', ...objects, '-o', addon]);

const library = spawnSync(compiler, ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout.trim();
const tests = process.argv.slice(2);
run(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...(tests.length > 0
      ? tests
      : ['test/engine/backends/native.test.ts', 'test/engine/backends/native-kernels.test.ts']),
  ],
  {
    LD_PRELOAD: library,
    MEDBUNDLE_NATIVE_PATH: addon,
    // Node.js itself never frees all it has.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=0',
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  },
);
console.log('the sanitisers found nothing');

/**
 * @param {string} file
 * @param {string} name
 * @param {string[]} own
 */
function compile(file, name, own) {
  const object = join(folder, `${name}.o`);
  run(compiler, [...flags, ...own, '-c', join(kernels, `${file}.cc`), '-o', object]);
  objects.push(object);
}

/**
 * Ends this program with 1 when the other fails.
 * @param {string} command
 * @param {string[]} words
 * @param {Record<string, string>} [environment]
 */
function run(command, words, environment = {}) {
  const { status, error } = spawnSync(command, words, {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, ...environment },
  });
  if (status === 0) return;
  console.error(error ? `${command}: ${error.message}` : `${command} failed`);
  process.exit(1);
}
