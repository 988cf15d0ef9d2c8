import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFunction } from '../../../engine/modules/files/open.js';
import { NdArray } from '../../../engine/types/index.js';
import { Dict, toHost } from '../../../engine/values/index.js';
import { evaluated, failed } from './evaluated.js';

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'medbundle-modules-'));
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
  mkdirSync(join(root, '.hidden'));
  for (const name of [
    'b.png',
    'a.png',
    '.c.png',
    'a/1.txt',
    'a/b/2.txt',
    '.hidden/3.txt',
    'a/img_seg.jpg',
    'a/img1.jpg',
  ]) {
    writeFileSync(join(root, name), name);
  }
  writeFileSync(join(root, 'data.json'), '{"training": [1, 2.0]}');
  writeFileSync(join(root, 'lines.txt'), 'one\r\ntwo\n');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function here(expression: string): unknown {
  return toHost(evaluated(expression, { root, open: openFunction }));
}

describe('glob', () => {
  test('lists in alphabetical order, without hidden names', () => {
    expect(here("glob.glob(os.path.join(root, '*.png'))")).toEqual([join(root, 'a.png'), join(root, 'b.png')]);
    expect(here("glob.glob(root + '/.*.png')")).toEqual([join(root, '.c.png')]);
  });

  test('goes into directories where ** is asked for', () => {
    expect(here("glob.glob('**/*.txt', root_dir=root, recursive=True)")).toEqual(['a/1.txt', 'a/b/2.txt', 'lines.txt']);
    expect(here("glob.glob('**/*.txt', root_dir=root)")).toEqual(['a/1.txt']);
    expect(here("glob.glob('**/*.txt', root_dir=root, recursive=True, include_hidden=True)")).toContain(
      '.hidden/3.txt',
    );
  });

  test("excludes characters as a bundle's configs do", () => {
    expect(here("list(sorted(glob.glob(os.path.join(root, '*', '*[!seg].jpg'))))")).toEqual([join(root, 'a/img1.jpg')]);
  });
});

describe('pathlib', () => {
  test('looks at the disk', () => {
    expect(here("json.loads(pathlib.Path(root, 'data.json').read_text())['training']")).toEqual([1, 2]);
    expect(here("[p.name for p in pathlib.Path(root, 'a').iterdir()]")).toEqual([
      '1.txt',
      'b',
      'img1.jpg',
      'img_seg.jpg',
    ]);
    expect(here("[p.name for p in sorted(pathlib.Path(root).rglob('*.txt'))]")).toEqual([
      '3.txt',
      '1.txt',
      '2.txt',
      'lines.txt',
    ]);
    expect(here("pathlib.Path(root, 'data.json').stat().st_size")).toBe(22);
    expect(failed("pathlib.Path('/nowhere/at/all').read_text()")).toBe('FileNotFoundError');
  });

  test('makes directories', () => {
    expect(here("pathlib.Path(root, 'out').mkdir(exist_ok=True)")).toBeNull();
    expect(here("pathlib.Path(root, 'out').is_dir()")).toBe(true);
    expect(failed("pathlib.Path(root, 'out').mkdir()", { root })).toBe('FileExistsError');
    expect(failed("pathlib.Path(root, 'x', 'y').mkdir()", { root })).toBe('FileNotFoundError');
    expect(here("pathlib.Path(root, 'x', 'y').mkdir(parents=True)")).toBeNull();
  });

  test('a component receives a path as its text', () => {
    expect(here("pathlib.Path('/data') / 'train'")).toBe('/data/train');
  });
});

describe('os', () => {
  test('lists, walks and makes directories', () => {
    expect(here("os.listdir(root + '/a')")).toEqual(['1.txt', 'b', 'img1.jpg', 'img_seg.jpg']);
    expect(here("[len(files) for _, _, files in os.walk(root + '/a')]")).toEqual([3, 1]);
    expect(here("os.makedirs(root + '/p/q', exist_ok=True)")).toBeNull();
    expect(failed("os.makedirs(root + '/p/q')", { root })).toBe('FileExistsError');
    expect(here("os.path.isdir(root + '/p/q') and os.path.getsize(root + '/b.png')")).toBe(5);
  });
});

describe('open', () => {
  test('reads text with one kind of line end, and bytes as they are', () => {
    expect(here("open(root + '/lines.txt', 'r', encoding='utf8').read()")).toBe('one\ntwo\n');
    expect(here("[line.strip() for line in open(root + '/lines.txt')]")).toEqual(['one', 'two']);
    expect(here("len(open(root + '/lines.txt', 'rb').read())")).toBe(9);
    expect(here("json.load(open(root + '/data.json'))['training'][0]")).toBe(1);
    expect(here("(lambda file: (file.close(), file.closed)[1])(open(root + '/lines.txt'))")).toBe(true);
  });

  test.each(['w', 'a', 'r+', 'wb', 'x'])('refuses mode %s', (mode) => {
    expect(failed(`open(root + '/new.txt', '${mode}')`, { root, open: openFunction })).toBe('not_allowed');
  });
});

describe('numpy.load', () => {
  const npy = (descr: string, shape: string, data: Uint8Array, fortran = 'False'): Uint8Array => {
    const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117);
    const head = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([118, 0]),
      Buffer.from(`${text}\n`),
    ]);
    return new Uint8Array(Buffer.concat([head, data]));
  };
  const bytes = (array: Float32Array): Uint8Array => new Uint8Array(array.buffer);

  test('reads arrays in either order', () => {
    writeFileSync(join(root, 'c.npy'), npy('<f4', '(2, 3)', bytes(Float32Array.of(1, 2, 3, 4, 5, 6))));
    writeFileSync(join(root, 'f.npy'), npy('<f4', '(2, 3)', bytes(Float32Array.of(1, 4, 2, 5, 3, 6)), 'True'));
    for (const name of ['c', 'f']) {
      const array = evaluated(`np.load(root + '/${name}.npy')`, { root });
      expect(array).toBeInstanceOf(NdArray);
      expect(array).toMatchObject({ shape: [2, 3], dtype: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    }
  });

  test('reads the arrays of an archive', () => {
    writeFileSync(join(root, 'z.npz'), zipSync({ 'x.npy': npy('|u1', '(2,)', Uint8Array.of(7, 8)) }));
    const archive = evaluated("np.load(root + '/z.npz')", { root });
    expect(archive).toBeInstanceOf(Dict);
    expect(here("np.load(root + '/z.npz')['x'].tolist()")).toEqual([7, 8]);
  });

  test('refuses Python objects and damaged files', () => {
    writeFileSync(join(root, 'o.npy'), npy('|O', '(1,)', new Uint8Array(8)));
    writeFileSync(join(root, 'cut.npy'), npy('<f8', '(4,)', new Uint8Array(8)));
    for (const name of ['o.npy', 'cut.npy', 'b.png'])
      expect(failed(`np.load(root + '/${name}')`, { root })).toBe('ValueError');
  });
});
