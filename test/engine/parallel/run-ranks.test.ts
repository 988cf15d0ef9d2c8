import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../engine/checkpoint/index.js';
import { commandLine } from '../../../engine/cli/command-line.js';
import { NdArray } from '../../../engine/types/index.js';
import { packageRoot } from '../../../engine/types/package-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbundle-ranks-'));
  // Every rank compares its weights with the others' after each step.
  process.env.MEDBUNDLE_CHECK_RANKS = '1';
});
afterAll(async () => {
  delete process.env.MEDBUNDLE_CHECK_RANKS;
  await rm(folder, { recursive: true });
});

const train = join(packageRoot, 'test/fixtures/parallel/train.json');
const ours = join(packageRoot, 'bundles/pathology_nuclick_annotation/configs/multi_gpu_train.json');

/** Runs the config in so many ranks, with the very layer that the bundle has for several GPUs. */
async function runIn(ranks: number, name: string, ...more: string[]) {
  const output = join(folder, name);
  let out = '';
  let err = '';
  const screens = {
    stdout: {
      write: (text: string) => {
        out += text;
      },
    },
    stderr: {
      write: (text: string) => {
        err += text;
      },
    },
  };
  const words = ['run', '--standalone', '--nnodes', '1', '--nproc_per_node', String(ranks)];
  const config = ['--config_file', `['${train}','${ours}']`, '--bundle_root', folder, '--output_dir', output];
  // The layer leaves the last two of the three handlers to the first rank.
  const code = await commandLine([...words, ...config, '--backend', 'cpu', ...more], screens);
  return { code, out, err, output };
}

const losses = (out: string): string[] =>
  out.split('\n').flatMap((line) => (line.startsWith('[rank') ? [] : (/train_loss: ([\d.]+)/.exec(line)?.[1] ?? [])));

/** The lines of a file of metrics without the images' names, which the layer gives to no rank but the first. */
const values = async (path: string): Promise<string[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .map((line) => (path.endsWith('raw.csv') ? line.replace(/^[^,]*/, '') : line));

describe('medbundle run --nproc_per_node', () => {
  it('trains and validates 7 samples on 3 ranks as on 1, also where a rank has none', async () => {
    const one = await runIn(1, 'one', '--batch_size', '3', '--network_def#norm', 'instance');
    const three = await runIn(3, 'three', '--batch_size', '1', '--network_def#norm', 'instance');
    expect([one.code, three.code]).toEqual([0, 0]);
    expect(losses(one.out)).toHaveLength(6);
    for (const [index, loss] of losses(three.out).entries()) {
      expect(Math.abs(Number(loss) - Number(losses(one.out)[index]))).toBeLessThanOrEqual(1e-4);
    }
    for (const file of ['metrics.csv', 'val_iou_raw.csv']) {
      expect(await values(join(three.output, file))).toEqual(await values(join(one.output, file)));
    }
    const [a, b] = await Promise.all([one, three].map(({ output }) => readCheckpoint(join(output, 'final.pt'))));
    expect(largestDifference(a, b)).toBeLessThan(1e-5);
    expect(three.out).toContain('no GPU found: cuda:0, cuda:1, cuda:2 are CPU slices');
    expect(three.out.match(/none is repeated/g)).toHaveLength(1);
  });

  it('trains batch norms, whose running statistics are the first rank’s', async () => {
    const { code, err } = await runIn(2, 'two', '--quiet');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('prints last which rank failed, and why', async () => {
    const { code, err } = await runIn(2, 'failing', '--run', '$1 / dist.get_rank()');
    expect(code).toBe(1);
    expect(err.trim().split('\n\n').at(-1)).toMatch(/^rank 0 ended with code 1:\n.*ZeroDivisionError/s);
  });

  it('refuses slices under --strict_device, and more machines than one', async () => {
    expect(await runIn(2, 'strict', '--strict_device')).toMatchObject({ code: 1, out: '' });
    expect((await runIn(2, 'nodes', '--nnodes', '2')).code).toBe(2);
  });
});

function largestDifference(a: unknown, b: unknown): number {
  if (a instanceof NdArray && b instanceof NdArray) {
    return Math.max(0, ...Array.from(a.data, (value, index) => Math.abs(Number(value) - Number(b.data[index]))));
  }
  if (!(a instanceof Map) || !(b instanceof Map) || a.size !== b.size) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...[...a].map(([key, value]) => largestDifference(value, b.get(key))));
}
