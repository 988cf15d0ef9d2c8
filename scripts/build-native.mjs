// Builds the C++ kernels when the package is installed (npm's "install" step). Without a compiler the install still
// succeeds: runs then use the wasm backend, and one line says how to get the native one.
// Plain JavaScript, because it runs before anything is compiled.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'engine', 'backends', 'native');
const strict = process.argv.includes('--strict');

if (process.env.MEDBUNDLE_SKIP_NATIVE === '1' && !strict) {
  console.log('medbundle: native kernels skipped (MEDBUNDLE_SKIP_NATIVE=1); runs use the wasm backend');
} else {
  // npm puts its own node-gyp on the PATH of the scripts it runs.
  const build = spawnSync('node-gyp', ['rebuild', '--directory', folder, '--jobs', 'max'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (build.status === 0) {
    console.log('medbundle: native kernels built');
  } else {
    const why = build.error?.message ?? lastLine(build.stderr);
    console.log(
      `medbundle: native kernels not built (${why}); runs use the slower wasm backend. ` +
        'Install python3, make and a C++17 compiler, then `npm run build:native`.',
    );
    if (strict) {
      process.stderr.write(build.stderr ?? '');
      process.exitCode = 1;
    }
  }
}

/** @param {string | null} text */
function lastLine(text) {
  const lines = (text ?? '').split('\n').filter((line) => /\berror\b|ERR!.*(find|not found)/i.test(line));
  return (lines.at(-1) ?? 'node-gyp failed').replace(/^gyp ERR! /, '').trim();
}
