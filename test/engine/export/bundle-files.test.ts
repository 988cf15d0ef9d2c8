import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFiles } from '../../../engine/export/bundle-files.js';
import { ConfigParser } from '../../../engine/resolve/index.js';
import { packageRoot } from '../../../engine/types/package-files.js';

const configs = join(packageRoot, 'bundles', 'pathology_nuclick_annotation', 'configs');
const [train, evaluate] = [join(configs, 'train.json'), join(configs, 'evaluate.json')];

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  return JSON.parse(new TextDecoder().decode(files.get(name)));
}

it('puts the metadata and each config file beside an exported network', () => {
  const parser = new ConfigParser();
  parser.readConfig(train);
  parser.readMeta(join(configs, 'metadata.json'));
  const files = bundleFiles(parser, `${train},${evaluate}`);
  expect([...files.keys()]).toEqual(['metadata.json', 'train.json', 'evaluate.json']);
  expect(textOf(files, 'metadata.json')).toMatchObject({ name: 'NuClick nuclei annotation' });
  expect(textOf(files, 'train.json')).toMatchObject({ bundle_root: '.' });
  // As it is written, not merged.
  expect(Object.keys(Object(textOf(files, 'evaluate.json')))).toContain('validate#dataset#cache_rate');
});

it('refuses two files of one name', () => {
  const parser = new ConfigParser();
  parser.readConfig(train);
  expect(() => bundleFiles(parser, [train, train])).toThrow(expect.objectContaining({ code: 'invalid_option' }));
});
