import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { addonPath, loadAddon } from '../../../engine/backends/native/addon.js';
import { Region, regionBytes, regionShape } from '../../../engine/parallel/region.js';
import { SharedMemoryGroup } from '../../../engine/parallel/shared-memory-group.js';
import { SingleProcess } from '../../../engine/parallel/single-process.js';
import { SocketGroup } from '../../../engine/parallel/socket-group.js';
import { processGroupContract } from './contract.js';

let folder = '';
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-groups-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Small slots, so that a message takes many rounds. */
const small = (ranks: number) => ({ ...regionShape(ranks), slotBytes: 64 * 1024, depth: 3 });

processGroupContract('one process', async () => [new SingleProcess()], [1]);

processGroupContract('shared memory', async (ranks, options) => {
  const memory = new SharedArrayBuffer(regionBytes(small(ranks)));
  return Array.from(
    { length: ranks },
    (_, rank) => new SharedMemoryGroup(new Region(memory, small(ranks)), { rank, ...options }),
  );
});

processGroupContract('local sockets', async (ranks, options) => {
  const path = join(folder, `socket-${made++}`);
  return Promise.all(
    Array.from({ length: ranks }, (_, rank) => SocketGroup.connect(path, { rank, ...options }, ranks)),
  );
});

describe.skipIf(addonPath() === undefined)('with the native addon', () => {
  processGroupContract('a mapped file', async (ranks, options) => {
    const path = join(folder, `memory-${made++}`);
    const shape = small(ranks);
    await writeFile(path, new Uint8Array(regionBytes(shape)));
    return Array.from({ length: ranks }, (_, rank) => {
      const memory = loadAddon().mapShared(path, regionBytes(shape));
      return new SharedMemoryGroup(new Region(memory, shape), { rank, ...options });
    });
  });
});
