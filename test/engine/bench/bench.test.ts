import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bench } from '../../../engine/bench/bench.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { redirectStreams } from '../../../engine/types/streams.js';
import { folderOf } from '../config/folder.js';

registerShippedComponents();

const at = folderOf({
  'inference.json': {
    output_dir: 'somewhere',
    network_def: { _target_: 'BasicUNet', spatial_dims: 2, in_channels: 1, features: [4, 4, 4, 4, 4, 4] },
    run: ['$print("ran into", @output_dir)'],
  },
});

it('times network and workflow on one backend, and leaves nothing behind', async () => {
  let said = '';
  const stream = {
    write: (text: string) => {
      said += text;
    },
  };
  redirectStreams({ stdout: stream, stderr: stream });
  const report = await bench({
    configFile: at('inference.json'),
    inputShape: [1, 1, 16, 16],
    backend: 'wasm',
    threads: 1,
    python: 'no-such-python',
  }).finally(() => redirectStreams(null));
  expect(report.rows).toMatchObject([
    { engine: 'wasm', precision: 'fp32', state: 'measured', model: expect.any(Number), endToEnd: expect.any(Number) },
    { engine: 'wasm', precision: 'amp', state: 'absent' },
    { engine: 'pytorch', precision: 'fp32', state: 'absent', why: expect.stringContaining('no-such-python') },
    { engine: 'pytorch', precision: 'amp', state: 'absent' },
  ]);
  const [, folder = ''] = /ran into (\S+)/.exec(said) ?? [];
  expect(folder).toContain('medbundle-bench-');
  expect(existsSync(folder)).toBe(false);
});

it('refuses a backend that does not exist', async () => {
  const options = { configFile: at('inference.json'), inputShape: [1, 1, 16, 16], backend: 'vulkan' };
  await expect(bench(options)).rejects.toMatchObject({ code: 'backend_unavailable' });
});
