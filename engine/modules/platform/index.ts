import { arch, hostname, release } from 'node:os';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch() as string] ?? arch();

/** Python's `platform`, as far as it tells about this machine. */
export const platformModule = new TableModule(
  'platform',
  members([
    fn('system', '', () => 'Linux'),
    fn('machine', '', () => machine),
    fn('processor', '', () => ''),
    fn('node', '', () => hostname()),
    fn('release', '', () => release()),
    fn('platform', 'aliased=False, terse=False', () => `Linux-${release()}-${machine}`),
    fn('python_version', '', () => '3.11.0'),
    fn('python_implementation', '', () => 'CPython'),
  ]),
);
