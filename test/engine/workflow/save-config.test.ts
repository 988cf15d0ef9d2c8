import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerShippedComponents } from '../../../engine/components.js';
import { run } from '../../../engine/run.js';
import { redirectStreams } from '../../../engine/types/streams.js';
import type { WorkflowOptions } from '../../../engine/workflow/workflow-options.js';

registerShippedComponents();

let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-'));
  said = '';
  const stream = {
    write: (text: string) => {
      said += text;
    },
  };
  redirectStreams({ stdout: stream, stderr: stream });
});

afterEach(() => {
  redirectStreams(null);
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  // JavaScript writes 2.0 as 2.
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2).replace('"2.0"', '2.0');
  writeFileSync(path, text);
  return path;
}

function savedIn(name: string): string[] {
  return readdirSync(join(folder, name))
    .filter((file) => !file.endsWith('.csv'))
    .sort();
}

/** Runs, and gives what it printed and the config it saved. */
async function runAndRead(options: Omit<WorkflowOptions, 'backend'>, output = 'out') {
  said = '';
  const { results, outputs } = await run({ ...options, backend: 'cpu' });
  const path = outputs.find(({ kind }) => kind === 'config')?.path ?? '';
  expect(path.startsWith(join(folder, output))).toBe(true);
  const saved: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
  return { results, said, path, saved };
}

function layers(): string[] {
  const first = write('bundle/configs/train.json', {
    imports: ['$import random', '$import time'],
    output_dir: join(folder, 'out'),
    lr: 0.1,
    steps: '2.0',
    big: 2 ** 40,
    seed: '$monai.utils.set_determinism(seed=7)',
    net: { _target_: 'BasicUNet', spatial_dims: 2, features: [4, 4, 4, 4, 4, 4] },
    part: { size: 3, twice: '$@#size * 2', again: '%part#twice', text: '%Y-%m-%d' },
    draw: '$random.Random(3).random()',
    values: ['@lr', '@steps', '@part', '@extra', '$type(@steps)', '$type(@extra)', '@draw', '$@net is @copy'],
    copy: '%net',
    extra: null,
    note: null,
    run: ['$print(@values, @_meta_)'],
    other: ['$print("other", @values)'],
  });
  const second = write('bundle/configs/more.yaml', '+part: {more: "@part#size"}\nnet::in_channels: 2\n');
  write('bundle/configs/metadata.json', { version: '1.2.3' });
  return [first, second];
}

describe('the config that a run saves', () => {
  it('is merged, overridden, without macros, and remembers where values came from', async () => {
    const configFile = layers();
    const { saved, path } = await runAndRead({ configFile, overrides: { lr: 0.5, note: 'x' } });
    expect(path).toMatch(/config_\d{8}_\d{6}\.json$/);
    expect(savedIn('out')).toHaveLength(1);
    expect(saved).toMatchObject({
      lr: 0.5,
      net: { _target_: 'BasicUNet', in_channels: 2 },
      copy: { _target_: 'BasicUNet', in_channels: 2 },
      part: { twice: '$@part::size * 2', again: '$@part::size * 2', text: '%Y-%m-%d', more: '@part#size' },
      _meta_: { version: '1.2.3' },
    });
    expect(readFileSync(path, 'utf8')).toContain('"steps": 2.0');
    const [first = '', second = ''] = configFile;
    expect(saved._saved_).toMatchObject({
      configs: join(folder, 'bundle/configs'),
      root: join(folder, 'bundle'),
      options: { backend: 'cpu' },
      sources: {
        lr: '--lr',
        output_dir: `${first}:6:17`,
        'part::more': `${second}:1:15`,
        'net::in_channels': `${second}:2:19`,
        copy: `${first}:11:10, copied by ${first}:40:11`,
      },
    });
  });

  it('repeats the run, and is saved again as it is', async () => {
    const first = await runAndRead({ configFile: layers(), overrides: { extra: '$(1, 2.0)', lr: 0.25 } });
    // The metadata has changed since, which is none of the first run's business.
    write('bundle/configs/metadata.json', { version: '9.9.9' });
    const second = await runAndRead({ configFile: first.path });
    expect(second.said).toBe(first.said);
    expect(second.path).not.toBe(first.path);
    const { _saved_: _, ...again } = second.saved;
    const { _saved_: __, ...before } = first.saved;
    expect(again).toEqual(before);
  });

  it('remembers which expressions ran, unless told otherwise', async () => {
    const first = await runAndRead({ configFile: layers(), runId: 'other' });
    const second = await runAndRead({ configFile: first.path });
    expect(second.said).toBe(first.said);
    expect(second.said).toContain('other');
    expect((await runAndRead({ configFile: first.path, runId: 'run' })).said).not.toContain('other');
  });

  it('takes overrides like any config', async () => {
    const first = await runAndRead({ configFile: layers() });
    const second = await runAndRead({ configFile: first.path, overrides: { 'part#size': 10 } });
    expect(second.said).toContain("'twice': 20");
  });

  it('keeps tuples, and keys that are no strings', async () => {
    const configFile = write(
      'a.yaml',
      `output_dir: ${join(folder, 'out')}\nnames: {1: one, 2: two}\nrun: ["$print(@names, @t)"]\n`,
    );
    const { Tuple } = await import('../../../engine/values/index.js');
    const options = { configFile, overrides: { t: new Tuple([1, 'a']) }, backend: 'cpu' };
    const [path = ''] = (await run(options)).outputs.map((output) => output.path);
    expect(path).toMatch(/\.yaml$/);
    const before = said;
    said = '';
    await run({ configFile: path, backend: 'cpu' });
    expect(said).toBe(before);
    expect(said).toContain("{1: 'one', 2: 'two'} (1, 'a')");
  });

  it('is left out where it is not wanted, or there is no output folder', async () => {
    const configFile = layers();
    expect((await run({ configFile, saveConfig: false, backend: 'cpu' })).outputs).toEqual([]);
    const none = write('none.json', { run: ['$1'] });
    expect((await run({ configFile: none, backend: 'cpu' })).outputs).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['bundle', 'none.json']);
  });

  it('is no reason for a run to fail', async () => {
    write('file', 'in the way');
    const configFile = write('c.json', { output_dir: join(folder, 'file/out'), broken: '$1 // 0', run: ['$print(5)'] });
    expect((await run({ configFile, backend: 'cpu' })).results).toHaveLength(1);
    expect(said).toContain('5');
    const object = await run({
      configFile: { output_dir: join(folder, 'o'), made: new Date(0), run: ['$2'] },
      backend: 'cpu',
    });
    expect(object).toMatchObject({ results: [2], outputs: [] });
  });
});
