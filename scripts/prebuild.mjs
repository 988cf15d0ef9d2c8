// Packs the native kernels that were built on this machine as the npm package of its platform, for machines without a
// compiler: `npm run build:native && node scripts/prebuild.mjs` writes dist/prebuilt/medbundle-native-<platform>-<arch>-<version>.tgz.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = `medbundle-native-${process.platform}-${process.arch}`;
const folder = join(root, 'dist', 'prebuilt', name);

mkdirSync(folder, { recursive: true });
const built = join(root, 'engine', 'backends', 'native', 'build', 'Release', 'medbundle_native.node');
copyFileSync(built, join(folder, 'medbundle_native.node'));
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
const description = `medbundle's native kernels for ${process.platform} on ${process.arch}`;
const manifest = {
  ...{ name, version, license, description },
  ...{ os: [process.platform], cpu: [process.arch], files: ['medbundle_native.node'] },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const packed = spawnSync('npm', ['pack', '--pack-destination', dirname(folder)], {
  cwd: folder,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = packed.status ?? 1;
