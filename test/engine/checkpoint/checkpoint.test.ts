import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckpointTree,
  type LoadedTree,
  readCheckpoint,
  writeCheckpoint,
} from '../../../engine/checkpoint/index.js';
import { readTorchFile } from '../../../engine/checkpoint/torch-file.js';
import { BundleError } from '../../../engine/errors.js';
import { NdArray } from '../../../engine/types/index.js';
import { Float, makeFloat, Tuple } from '../../../engine/values/index.js';

const fixtures = new URL('../../fixtures/parity/checkpoint/', import.meta.url).pathname;
const files = ['state-dict.pt', 'training.pt', 'views.pt', 'dtypes.pt', 'numbers.pt'];

/** The form in which scripts/parity/checkpoint.py describes what PyTorch saved; half precision arrives as float32. */
function described(value: LoadedTree): unknown {
  if (value instanceof NdArray) return { shape: [...value.shape], data: Array.from(value.data, Number) };
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [key, described(item)]) };
  if (value instanceof Tuple) return { tuple: value.items.map((item) => described(item as LoadedTree)) };
  if (value instanceof Float) return { float: value.value };
  if (Array.isArray(value)) return { list: value.map(described) };
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return { float: value };
  return value;
}

function withoutDtypes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) => (key === 'dtype' ? undefined : item));
}

describe('checkpoints', () => {
  let folder = '';
  let expected: Record<string, unknown> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
    expected = JSON.parse(await readFile(join(fixtures, 'expected.json'), 'utf8'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(files)('reads %s as PyTorch saved it', async (name) => {
    const read = await readCheckpoint(join(fixtures, name));
    expect(withoutDtypes(described(read))).toEqual(withoutDtypes(expected[name]));
  });

  it('keeps dtypes, and widens half precision', async () => {
    const read = await readCheckpoint(join(fixtures, 'dtypes.pt'));
    const dtypes =
      read instanceof Map ? [...read].map(([name, item]) => [name, item instanceof NdArray && item.dtype]) : [];
    expect(Object.fromEntries(dtypes)).toEqual({
      float32: 'float32',
      float64: 'float64',
      float16: 'float32',
      bfloat16: 'float32',
      int64: 'int64',
      int32: 'int32',
      int16: 'int16',
      int8: 'int8',
      uint8: 'uint8',
      bool: 'bool',
    });
  });

  it.each(files)('writes again what it read in %s', async (name) => {
    const first = await readCheckpoint(join(fixtures, name));
    const path = join(folder, name);
    await writeCheckpoint(path, first);
    expect(await readCheckpoint(path)).toEqual(first);
  });

  it('reads small tensors and large ones, from a file and from bytes of their own', async () => {
    const numbers = (count: number): NdArray =>
      new NdArray(
        Float32Array.from({ length: count }, (_, i) => i),
        [count],
        'float32',
      );
    const path = join(folder, 'sizes.pt');
    const sizes = [1, 3, 1000, 1024, 5000, 7];
    await writeCheckpoint(path, new Map(sizes.map((size) => [`of ${size}`, numbers(size)])));
    const bytes = await readFile(path);
    for (const read of [await readCheckpoint(path), readTorchFile(bytes), readTorchFile(new Uint8Array(bytes))]) {
      for (const size of sizes) expect(read instanceof Map && read.get(`of ${size}`)).toEqual(numbers(size));
    }
  });

  it('writes plain objects, nested values and numbers of both kinds', async () => {
    const path = join(folder, 'new', 'plain.pt');
    const weight = new NdArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'float32');
    const tree: CheckpointTree = {
      model: { weight },
      epoch: 3,
      lr: makeFloat(1),
      list: [null, true, 'x'],
      big: 2n ** 80n,
    };
    await writeCheckpoint(path, tree);
    expect(await readCheckpoint(path)).toEqual(
      new Map<string, unknown>([
        ['model', new Map([['weight', weight]])],
        ['epoch', 3],
        ['lr', new Float(1)],
        ['list', [null, true, 'x']],
        ['big', 2n ** 80n],
      ]),
    );
    expect(await readdir(join(folder, 'new'))).toEqual(['plain.pt']);
  });

  it('reads and writes safetensors', async () => {
    const path = join(folder, 'model.safetensors');
    const state = new Map<string, NdArray>([
      ['a.weight', new NdArray(Float32Array.of(1.5, -2), [2, 1], 'float32')],
      ['steps', new NdArray(BigInt64Array.of(5n), [1], 'int64')],
    ]);
    await writeCheckpoint(path, state);
    expect(await readCheckpoint(path)).toEqual(state);
  });

  async function codeOf(action: Promise<unknown>): Promise<string> {
    return action.then(
      () => 'read',
      (error: unknown) => (error instanceof BundleError ? error.code : `not ours: ${String(error)}`),
    );
  }

  it.each([
    ['a missing file', 'nowhere.pt', 'checkpoint_missing'],
    ['a pickled module', 'whole-module.pt', 'checkpoint_unsafe'],
    ['the format before 1.6', 'legacy.pt', 'checkpoint_damaged'],
    ['something else', 'expected.json', 'checkpoint_damaged'],
  ])('refuses %s', async (_, name, code) => {
    expect(await codeOf(readCheckpoint(join(fixtures, name)))).toBe(code);
  });

  it('leaves the old file when the new one cannot be written', async () => {
    const path = join(folder, 'kept.pt');
    await copyFile(join(fixtures, 'state-dict.pt'), path);
    const before = await readFile(path);
    const unsavable = new NdArray(new Uint16Array(1), [1], 'uint16');
    await expect(writeCheckpoint(path, { unsavable })).rejects.toThrow(TypeError);
    expect(await readFile(path)).toEqual(before);
  });

  it('survives truncation at every length and damage at every byte', async () => {
    const whole = await readFile(join(fixtures, 'numbers.pt'));
    const path = join(folder, 'damaged.pt');
    const allowed = new Set(['read', 'checkpoint_damaged', 'checkpoint_unsafe']);
    const seen = new Set<string>();
    for (let index = 0; index < whole.length; index += 3) {
      await writeFile(path, whole.subarray(0, index));
      seen.add(await codeOf(readCheckpoint(path)));
      const flipped = Buffer.from(whole);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      await writeFile(path, flipped);
      seen.add(await codeOf(readCheckpoint(path)));
    }
    expect([...seen].filter((code) => !allowed.has(code))).toEqual([]);
  });
});
