import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../engine/cli/command-line.js';
import { commands } from '../../../engine/cli/commands/index.js';

async function typed(line: string): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await commandLine(
    line.split(' ').filter((word) => word !== ''),
    {
      stdout: {
        columns: 100,
        write: (text) => {
          out += text;
        },
      },
      stderr: {
        write: (text) => {
          err += text;
        },
      },
    },
  );
  return { code, out, err };
}

describe('commandLine', () => {
  it.each(['', '--help', '-h'])('lists all commands for "%s"', async (line) => {
    const { code, out, err } = await typed(line);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of ['run', 'start', 'data', 'components', 'schemas', 'version']) {
      expect(out).toContain(`medbundle ${command}`);
    }
  });

  it('lists the commands of a group', async () => {
    const { code, out } = await typed('data');
    expect(code).toBe(0);
    expect(out).toContain('medbundle data consep');
    expect(out).toContain('medbundle data demo');
  });

  it.each([
    ['run', '--config_file'],
    ['start', '--epochs'],
    ['data consep', '--crop_size'],
    ['data demo', '--seed'],
    ['components', '--kind'],
    ['schemas', '--check'],
    ['version', 'Examples'],
  ])('has help with options, defaults and an example for %s', async (command, option) => {
    const { code, out } = await typed(`${command} --help`);
    expect(code).toBe(0);
    expect(out).toContain(option);
    expect(out).toMatch(/Examples:\n {2}(?:medbundle|npm)/);
  });

  it.each(commands.map(({ words }) => words.replace(/ [[<].*/, '')))('has the same help for help %s', async (name) => {
    const { code, out, err } = await typed(`help ${name}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe((await typed(`${name} --help`)).out);
    expect(out).toMatch(/Examples:\n {2}(?:medbundle|npm)/);
    // Every option says what it does; one that may be left out says what it is then, where that is a value.
    expect(out).not.toMatch(/^ +--[a-z_]+ +\[/m);
  });

  it('helps with help, alone or about nothing', async () => {
    expect((await typed('help')).out).toBe((await typed('--help')).out);
    expect(await typed('help trian')).toMatchObject({ code: 2, out: '' });
    expect((await typed('help data')).out).toContain('medbundle data demo');
  });

  it.each(['download', 'load', 'get_all_bundles_list', 'get_bundle_info', 'push_to_hf_hub', 'create_workflow'])(
    'says why there is no %s, and what to do instead',
    async (name) => {
      const { code, err } = await typed(`${name} --name x`);
      expect(code).toBe(2);
      expect(err).toContain(`medbundle has no "${name}"`);
      expect(err).toMatch(/^ {2}fix {2}\S/m);
    },
  );

  it('suggests a command and an option, and exits with 2', async () => {
    expect(await typed('trian')).toMatchObject({ code: 2, out: '' });
    expect((await typed('componets')).err).toContain('did you mean "components"?');
    expect((await typed('data conseb --input x')).err).toContain('did you mean "data consep"?');
    expect((await typed('data consep --inptu x --output y')).err).toContain('did you mean --input?');
    expect(await typed('data consep')).toMatchObject({ code: 2 });
    expect((await typed('data demo --output x --seed abc')).err).toContain('--seed: expected a number');
  });

  it('asks for a config file', async () => {
    const { code, err } = await typed('run --lr 1');
    expect(code).toBe(2);
    expect(err).toContain('--config_file is needed');
    expect((await typed('run configs/train.json')).err).toContain('write --config_file configs/train.json');
  });

  it.each([
    'data consep --input a --output b --crop_size 0',
    'data consep --input a --output b --limit half',
    'data demo --output b --size 10',
    'data demo --output b --train_images 1.5',
    'start --epochs 0',
  ])('refuses a number out of range before anything is made: %s', async (line) => {
    const { code, err } = await typed(line);
    expect(code).toBe(2);
    expect(err).toContain(`--${line.split('--').at(-1)?.split(' ')[0]}`);
  });

  it('prints the version', async () => {
    expect((await typed('version')).out).toMatch(/^medbundle \d+\.\d+\.\d+\nnode v/);
    expect((await typed('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
