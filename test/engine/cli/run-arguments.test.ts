import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withArgumentsFile } from '../../../engine/cli/arguments/args-file.js';
import { parseRunArguments } from '../../../engine/cli/arguments/run-arguments.js';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { Float, toHost, toTyped, type Value } from '../../../engine/values/index.js';

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof BundleError) return error.code;
    if (error instanceof BundleErrors) return error.errors[0]?.code;
    throw error;
  }
  return undefined;
}

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('parseRunArguments', () => {
  it('reads a command line of MONAI', () => {
    const line = 'training --meta_file m.json --config_file c.json --lr 1e-3 --train#trainer#max_epochs 2 --amp False';
    const { runId, metaFile, configFile, overrides } = parseRunArguments(words(line));
    expect({ runId, metaFile, configFile }).toEqual({ runId: 'training', metaFile: 'm.json', configFile: 'c.json' });
    expect(overrides).toEqual({ lr: 0.001, 'train#trainer#max_epochs': 2, amp: false });
  });

  it('collects a repeated config file, and keeps one string whole', () => {
    expect(parseRunArguments(words('--config_file a.json --config_file=b.json')).configFile).toEqual([
      'a.json',
      'b.json',
    ]);
    expect(parseRunArguments(words('--config_file a.json,b.json')).configFile).toBe('a.json,b.json');
    expect(parseRunArguments(['--config_file', "['a.json','b.json']"]).configFile).toEqual(['a.json', 'b.json']);
    expect(parseRunArguments(['--config_file', "['a.json']", '--config_file', 'b.json']).configFile).toEqual([
      'a.json',
      'b.json',
    ]);
  });

  it('takes None for null in an override, and for the default in an option', () => {
    const { overrides, runId } = parseRunArguments(words('--x None --run_id None'));
    expect(overrides).toEqual({ x: null });
    expect(runId).toBeUndefined();
  });

  it('keeps what follows a #, which Python would read as a comment', () => {
    const { overrides } = parseRunArguments(words('--x a#b --y 1#2 --z [1]#c --w #fff'));
    expect(overrides).toEqual({ x: 'a#b', y: '1#2', z: '[1]#c', w: '#fff' });
  });

  it('does not cut "no" off a bare option, but remembers it', () => {
    const { overrides, negations } = parseRunArguments(words('--normalize --noshuffle --north 1'));
    expect(overrides).toEqual({ normalize: true, noshuffle: true, north: 1 });
    expect(negations).toEqual(['normalize', 'noshuffle']);
    expect(parseRunArguments(['--nologging_file']).loggingFile).toBe(false);
  });

  it('keeps the hyphen of a negative index, and no other', () => {
    const { overrides } = parseRunArguments(words('--list::-1 a --list#-2#in-channels 3 --a-1 b'));
    expect(Object.keys(overrides)).toEqual(['list::-1', 'list#-2#in_channels', 'a_1']);
  });

  it('does not let a switch of ours swallow the run id', () => {
    const given = parseRunArguments(words('--trust training --allow-new-keys --quiet=False --verbose True'));
    expect(given).toMatchObject({ trust: true, runId: 'training', allowNewKeys: true, quiet: false, verbose: true });
    expect(given.overrides).toEqual({});
  });

  it('knows int from float, exactly', () => {
    const { overrides } = parseRunArguments(words('--a 2.0 --b 2 --c 9007199254740993'));
    expect(overrides).toEqual({ a: new Float(2), b: 2, c: 9007199254740993n });
  });

  it('keeps names of the prototype out of harm', () => {
    const { overrides } = parseRunArguments(words('--__proto__ 1 --constructor 2'));
    expect(Object.entries(overrides)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it.each(['--help', '-h', '-- --help', 'training --x 1 --help'])('sees that %s asks for help', (line) => {
    expect(parseRunArguments(words(line)).help).toBe(true);
  });

  it('reads what stands after a last --', () => {
    expect(parseRunArguments(words('a -- --trace'))).toMatchObject({ runId: 'a', verbose: true, ignored: [] });
    expect(parseRunArguments(words('a -- --lr 3')).ignored).toEqual(['--lr', '3']);
    expect(parseRunArguments(words('a + b -- --separator +x'))).toMatchObject({
      runId: 'a',
      initId: '+',
      finalId: 'b',
    });
  });

  it.each([
    ['a b c d e f g h i', 'unexpected_word'],
    ['a - b', 'unexpected_word'],
    ['--=1', 'unexpected_word'],
    ['--config_file 1', 'invalid_option'],
    ['--config_file', 'invalid_option'],
    ['--run_id [1]', 'invalid_option'],
    ['--threads 0', 'invalid_option'],
    ['--trust=maybe', 'invalid_option'],
  ])('refuses %s', (line, code) => {
    expect(codeOf(() => parseRunArguments(words(line)))).toBe(code);
  });
});

describe('withArgumentsFile', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'args-'));
    file = join(folder, 'args.json');
    const content = {
      config_file: 'c.json',
      run_id: 'training',
      trust: true,
      lr: 0.1,
      absent: null,
      net: { a: 1, b: { c: 2 }, list: [1] },
      list: [1, 2],
      'train#epochs': 3,
    };
    writeFileSync(file, JSON.stringify(content));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (...argv: string[]) => withArgumentsFile(parseRunArguments(['--args_file', file, ...argv]));
  const host = (overrides: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(overrides).map(([id, value]) => [id, toHost(value)]));

  it('takes defaults from the file, and what the command line says over them', () => {
    const given = read('--run_id', 'evaluating', '--lr', '0.2');
    expect(given).toMatchObject({ configFile: 'c.json', runId: 'evaluating', trust: true });
    expect(given.overrides).toMatchObject({ lr: 0.2, absent: null, 'train#epochs': 3 });
  });

  it('merges mappings key by key, at every depth', () => {
    const { overrides } = read('--net', "{b: {d: 4}, '+list': [2]}");
    expect(host(overrides).net).toEqual({ a: 1, b: { c: 2, d: 4 }, list: [1, 2] });
  });

  it('extends what the file has under +name, or the config when it has nothing', () => {
    const { overrides } = read('--+list', '[3]', '--+other', '[4]');
    expect(host(overrides)).toMatchObject({ list: [1, 2, 3], '+other': [4] });
    expect(codeOf(() => read('--+lr', '[1]'))).toBe('invalid_option');
  });

  it('lets None on the command line replace a default', () => {
    expect(read('--lr', 'None').overrides.lr).toBeNull();
  });

  it('lets later files replace earlier ones', () => {
    const second = join(folder, 'second.yaml');
    writeFileSync(second, 'lr: 0.5\nnet: {a: 2}\nrun_id: other\n');
    const given = withArgumentsFile(parseRunArguments(['--args_file', `['${file}','${second}']`, '--lr', '1']));
    expect(given.runId).toBe('other');
    expect(host(given.overrides)).toMatchObject({ lr: 1, net: { a: 2, b: { c: 2 }, list: [1] } });
  });

  it('tells about a file that is missing or no mapping', () => {
    expect(codeOf(() => withArgumentsFile(parseRunArguments(['--args_file', 'no.json'])))).toBe('config_file_missing');
    const list = join(folder, 'list.json');
    writeFileSync(list, '[1]');
    expect(codeOf(() => withArgumentsFile(parseRunArguments(['--args_file', list])))).toBe('config_not_mapping');
  });

  it('keeps the types of the file', () => {
    const floats = join(folder, 'floats.json');
    writeFileSync(floats, '{"a": 2.0, "b": 2}');
    const { overrides } = withArgumentsFile(parseRunArguments(['--args_file', floats]));
    expect(Object.values(overrides).map(toTyped)).toEqual([
      { t: 'float', v: '2.0' },
      { t: 'int', v: '2' },
    ]);
  });
});
