// Builds the C++ kernels when the package is installed (npm's "install" step). Without a compiler the install still
// succeeds: runs then use the wasm backend, and one line says how to get the native one.
// Plain JavaScript, because it runs before anything is compiled.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'engine', 'backends', 'native');
const packageName = `medbundle-native-${process.platform}-${process.arch}`;
const strict = process.argv.includes('--strict');

if (process.env.MEDBUNDLE_SKIP_NATIVE === '1' && !strict) {
  console.log('medbundle: native kernels skipped (MEDBUNDLE_SKIP_NATIVE=1); runs use the wasm backend');
} else if (!strict && prebuilt()) {
  console.log(`medbundle: native kernels come from ${packageName}`);
} else {
  // npm puts its own node-gyp on the PATH of the scripts it runs.
  const build = spawnSync('node-gyp', ['rebuild', '--directory', folder, '--jobs', 'max'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (build.status === 0) {
    console.log('medbundle: native kernels built');
  } else {
    const why = build.error?.message ?? reasonIn(build.stderr);
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

/** Whether the package with the kernels for this machine is installed. */
function prebuilt() {
  try {
    createRequire(import.meta.url).resolve(`${packageName}/medbundle_native.node`);
    return true;
  } catch {
    return false;
  }
}

/**
 * The compiler's first error, or why node-gyp did not come so far.
 * @param {string | null} text
 */
function reasonIn(text) {
  const lines = (text ?? '').split('\n');
  const compiler = lines.find((line) => / error: /.test(line));
  const gyp = lines.find((line) => /^gyp ERR! stack (\w*Error: )?[A-Z`]/.test(line));
  return (compiler ?? gyp ?? 'node-gyp failed').replace(/^gyp ERR! stack (\w*Error: )?/, '').trim();
}
