import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine } from '../../../engine/cli/command-line.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await commandLine(['run', '--backend', 'cpu', ...words], {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
  });
  return { code, out, err: err.replaceAll(folder, '<folder>') };
}

describe('medbundle run', () => {
  it('runs what the config says, with overrides typed as Fire types them', async () => {
    const config = write('c.json', {
      lr: 1,
      net: { size: 2 },
      run: ['$print(repr(@lr), @net#size, @more)'],
      more: null,
    });
    const { code, out, err } = await run(
      '--config_file',
      config,
      '--lr',
      '2.0',
      '--net#size=[a,1]',
      '--more',
      '$@lr * 2',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^2\.0 \['a', 1\] 4\.0\nfinished in \d+\.\d s\n$/);
  });

  it('merges layers, takes defaults from an arguments file, and says nothing when quiet', async () => {
    const first = write('a.json', { x: 1, y: { z: 1 }, go: ['$print(@x, @y#z)'] });
    const second = write('b.yaml', 'y#z: 5\n');
    const args = write('args.json', { run_id: 'go', x: 3, quiet: true });
    const words = ['--config_file', first, '--config_file', second, '--args_file', args];
    expect(await run(...words)).toEqual({ code: 0, out: '3 5\n', err: '' });
    expect((await run(...words, '--x', '7')).out).toBe('7 5\n');
  });

  it('tells all faults of all layers together', async () => {
    const first = write(
      'train.json',
      '{\n  "a": "@missing",\n  "b": "$1 +",\n  "net": {"_target_": "BasicUNt"},\n  "run": ["$@b"]\n}\n',
    );
    const second = write('more.yaml', 'loss:\n  _target_: DiceLoss\n  sigmoi: true\nnt#x: 1\n');
    const { code, out, err } = await run('--config_file', `${first},${second}`, '--los#sigmoid', 'x', '--lo_s', '1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatchInlineSnapshot(`
      "<folder>/more.yaml:3:3  error: DiceLoss has no argument "sigmoi"
        3 │   sigmoi: true
          │   ^
        id   loss::sigmoi
        fix  did you mean "sigmoid"?

      <folder>/more.yaml:4:1  error: "nt::x" names nothing in the config: there is no "nt"
        4 │ nt#x: 1
          │ ^
        id   nt::x
        fix  did you mean "net"?

      --los#sigmoid  error: "los::sigmoid" names nothing in the config: there is no "los"
        id   los::sigmoid
        fix  did you mean "loss"?

      --lo_s  error: --lo_s names nothing that the config or the command knows
        id   lo_s
        fix  did you mean --loss?

      <folder>/train.json:2:9  error: the reference @missing names nothing in the config
        2 │   "a": "@missing",
          │         ^
        id   a
        fix  define it, or correct the reference

      <folder>/train.json:3:13  error: syntax error: the expression ends too early
        3 │   "b": "$1 +",
          │             ^
        id   b

      <folder>/train.json:4:23  error: no component is called "BasicUNt"
        4 │   "net": {"_target_": "BasicUNt"},
          │                       ^
        id   net::_target_
        fix  did you mean "BasicUNet"?

      7 errors
      "
    `);
  });

  it('exits with 2 for a slip on the command line, and lets it pass when told to', async () => {
    const config = write('c.json', { max_epochs: 1, run: ['$print(@max_epochs)'] });
    const slip = await run('--config_file', config, '--max_epoch', '2');
    expect(slip.code).toBe(2);
    expect(slip.err).toContain('did you mean --max_epochs?');
    expect((await run('--config_file', config, '--confg_file', 'x')).err).toContain('did you mean --config_file?');
    expect(await run('--config_file', config, '--max_epoch', '2', '--allow_new_keys')).toMatchObject({ code: 0 });
  });

  it('tells about a missing run id, file and backend', async () => {
    const config = write('c.json', { run: [] });
    expect((await run('nothing', '--config_file', config)).err).toContain('no "nothing" to run');
    expect((await run('--config_file', join(folder, 'd.json'))).err).toContain('did you mean "<folder>/c.json"?');
    expect((await run('--config_file', config, '--backend', 'abacus')).err).toContain('"abacus" cannot be used');
  });

  it('says that tracking is not here yet, and which words after -- it passed over', async () => {
    const config = write('c.json', { run: [] });
    const { code, err } = await run('--config_file', config, '--tracking', 'mlflow', '--', '--lr');
    expect(code).toBe(0);
    expect(err).toContain('warning: experiment tracking is not here yet');
    expect(err).toContain('"--lr" after -- means nothing here');
  });
});
