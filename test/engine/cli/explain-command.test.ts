import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../engine/cli/command-line.js';
import { folderOf } from '../config/folder.js';

const at = folderOf({
  'a.json': { base: 1, twice: '$@base * 2', net: { _target_: 'BasicUNet', spatial_dims: 2 }, run: ['$print(@twice)'] },
  'b.json': { base: 2 },
});

async function typed(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const screen = (name: 'out' | 'err') => ({
    columns: 100,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await commandLine(words, { stdout: screen('out'), stderr: screen('err') });
  const { out, err } = written;
  return { code, out, err };
}

describe('medbundle explain', () => {
  it('explains an id with overrides, for people and for programs', async () => {
    const words = ['explain', 'twice', '--config_file', `${at('a.json')},${at('b.json')}`, '--base', '5'];
    const { code, out, err } = await typed(...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/value\s+10 {2}int/);
    const json = await typed(...words, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ id: 'twice', value: { data: 10 }, uses: [{ id: 'base' }] });
  });

  it('lists the top-level ids', async () => {
    const { code, out } = await typed('explain', '--config_file', at('a.json'));
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual(['base', 'twice', 'net', 'run', '']);
    expect(JSON.parse((await typed('explain', '--config_file', at('a.json'), '--json')).out)).toHaveLength(4);
  });

  it('refuses an id that does not exist, a slip in an override, and a call without a config', async () => {
    const unknown = await typed('explain', 'twise', '--config_file', at('a.json'));
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('"twice"');
    expect((await typed('explain', 'base', '--config_file', at('none.json'))).code).toBe(1);
    expect((await typed('explain', 'base', '--config_file', at('a.json'), '--bases', '1')).err).toContain('--base?');
    expect((await typed('explain', 'base')).code).toBe(2);
  });
});

describe('medbundle diff', () => {
  it('exits as diff does: 0 for no difference, 1 for some, 2 for trouble', async () => {
    expect(await typed('diff', at('a.json'), at('a.json'))).toEqual({ code: 0, out: '', err: '' });
    const { code, out } = await typed('diff', at('a.json'), `${at('a.json')},${at('b.json')}`);
    expect(code).toBe(1);
    expect(out).toContain('~ base: 1 → 2');
    expect(out).toContain('twice: 2 → 4');
    expect(await typed('diff', at('a.json'), at('none.json'))).toMatchObject({ code: 2, out: '' });
    expect((await typed('diff', at('a.json'))).code).toBe(2);
  });

  it('prints JSON', async () => {
    const { out } = await typed('diff', at('b.json'), at('a.json'), '--json');
    expect(JSON.parse(out)).toMatchObject([{ change: 'changed', id: 'base' }, { change: 'added' }, {}, {}]);
    expect((await typed('diff', at('a.json'), at('a.json'), '--json')).out).toBe('[]\n');
  });
});
