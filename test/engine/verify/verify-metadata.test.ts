import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { BundleError, BundleErrors } from '../../../engine/errors.js';
import { shippedSchemaPath } from '../../../engine/verify/schema-file.js';
import { type VerifyMetadataOptions, verifyMetadata } from '../../../engine/verify/verify-metadata.js';
import { soundMetadata } from './metadata-documents.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metadata-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: unknown, name = 'metadata.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

function errorsOf(options: VerifyMetadataOptions): readonly BundleError[] {
  try {
    verifyMetadata(options);
  } catch (error) {
    if (error instanceof BundleErrors) return error.errors;
    if (error instanceof BundleError) return [error];
    throw error;
  }
  return [];
}

/** Code and path of each fault, and the text of the line it points at. */
function faultsOf(content: unknown, name?: string): { code: string; path: string; line: string }[] {
  const file = write(content, name);
  const lines = readFileSync(file, 'utf8').split('\n');
  return errorsOf({ metaFile: file }).map(({ failure, position }) => ({
    code: failure.code,
    path: 'path' in failure ? String(failure.path) : '',
    line: (lines[(position?.line ?? 0) - 1] ?? '').trim().slice(0, 30),
  }));
}

/** A copy with the value at a path replaced; `undefined` removes it. */
function damaged(path: string, value: unknown): unknown {
  const metadata: unknown = JSON.parse(JSON.stringify(soundMetadata()));
  const parts = path.split('::');
  const last = parts.pop() ?? '';
  let at = metadata;
  for (const part of parts) at = mapping(at)[part];
  if (value === undefined) delete mapping(at)[last];
  else mapping(at)[last] = value;
  return metadata;
}

function mapping(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('not a mapping');
  return value as Record<string, unknown>;
}

const image = 'network_data_format::inputs::image';
const pred = 'network_data_format::outputs::pred';

describe('verifyMetadata', () => {
  it('accepts what is in order, in JSON and YAML', () => {
    expect(errorsOf({ metaFile: write(soundMetadata()) })).toEqual([]);
    expect(errorsOf({ metaFile: write(stringify(soundMetadata()), 'metadata.yaml') })).toEqual([]);
    const verified = verifyMetadata({ metaFile: write(soundMetadata()) });
    expect(verified).toEqual({ schema: shippedSchemaPath(), isShipped: true, notices: [] });
  });

  it('accepts keys of YAML that are numbers', () => {
    const text = stringify(soundMetadata()).replaceAll(/"(\d)":/g, '$1:');
    expect(errorsOf({ metaFile: write(text, 'metadata.yaml') })).toEqual([]);
  });

  it.each([
    ['the former name of the packages', 'required_packages_version', undefined, { optional_packages_version: {} }],
    ['a list of applications', 'supported_apps', ['monai-label'], {}],
    ['keys of its own', 'anything', { at: 'all' }, {}],
    ['no changelog', 'changelog', undefined, {}],
    ['a size for a single input', `${image}`, 3, {}],
    ['any size', `${image}::spatial_shape`, ['*', ' 2 ** p * n ', '(8*n)-2', 'n-1'], {}],
    ['an unknown range', `${image}::value_range`, [], {}],
    ['values that occur', `${image}::value_range`, ['head', 'abdomen'], {}],
    ['no spatial shape', `${image}::spatial_shape`, [], {}],
    ['a prerelease', 'version', '1.0.0-rc.1+build', {}],
    ['a local version of a package', 'pytorch_version', '1.13.0a0+936e930', {}],
    ['a tensor of names', `${image}`, { type: 'array', value_range: ['liver'] }, {}],
  ])('accepts %s', (_, path, value, more) => {
    expect(faultsOf({ ...mapping(damaged(path, value)), ...more })).toEqual([]);
  });

  it('accepts another network in place of the primary one, and formats after postprocessing', () => {
    const { network_data_format: format, ...rest } = soundMetadata();
    expect(faultsOf({ ...rest, generator_data_format: format })).toEqual([]);
    const { outputs } = mapping(format);
    expect(faultsOf(damaged('network_data_format::post_processed_outputs', outputs))).toEqual([]);
  });

  it.each<[path: string, value: unknown, code: 'missing' | 'invalid', at?: string]>([
    ['schema', undefined, 'missing'],
    ['version', undefined, 'missing'],
    ['version', '0.1', 'invalid'],
    ['version', 'v1.0.0', 'invalid'],
    ['version', '1.0.0/2', 'invalid'],
    ['version', 1, 'invalid'],
    ['changelog', 'first version', 'invalid'],
    ['changelog', ['0.1.0'], 'invalid'],
    ['changelog::0.1.0', 3, 'invalid'],
    ['monai_version', undefined, 'missing'],
    ['monai_version', 'latest', 'invalid'],
    ['pytorch_version', 2.4, 'invalid'],
    ['numpy_version', null, 'invalid'],
    ['required_packages_version', undefined, 'missing'],
    ['required_packages_version', ['nibabel'], 'invalid'],
    ['required_packages_version::nibabel', 5, 'invalid'],
    ['supported_apps', 'monai-label', 'invalid'],
    ['supported_apps::monai-label', 1, 'invalid'],
    ['task', undefined, 'missing'],
    ['task', ['segmentation'], 'invalid'],
    ['description', undefined, 'missing'],
    ['authors', undefined, 'missing'],
    ['authors', ['A', 'B'], 'invalid'],
    ['copyright', undefined, 'missing'],
    ['references', 'a paper', 'invalid'],
    ['eval_metrics', [0.9], 'invalid'],
    ['network_data_format', undefined, 'missing'],
    ['network_data_format', [], 'invalid'],
    ['network_data_format::inputs', undefined, 'missing'],
    ['network_data_format::inputs', {}, 'invalid'],
    ['network_data_format::outputs', undefined, 'missing'],
    ['network_data_format::outputs', [], 'invalid'],
    [image, ['float32'], 'invalid'],
    [`${image}::type`, undefined, 'missing'],
    [`${image}::type`, 3, 'invalid'],
    [`${image}::format`, undefined, 'missing'],
    [`${image}::num_channels`, undefined, 'missing'],
    [`${image}::num_channels`, -1, 'invalid'],
    [`${image}::num_channels`, '2', 'invalid'],
    [`${image}::num_channels`, 1.5, 'invalid'],
    [`${image}::spatial_shape`, undefined, 'missing'],
    [`${image}::spatial_shape`, 128, 'invalid'],
    [`${image}::spatial_shape::0`, 0, 'invalid'],
    [`${image}::spatial_shape::0`, 1.5, 'invalid'],
    [`${image}::spatial_shape::0`, '16*m', 'invalid'],
    [`${image}::spatial_shape::0`, '16*', 'invalid'],
    [`${image}::spatial_shape::0`, 'n/0', 'invalid'],
    [`${image}::spatial_shape::0`, '9**9**9*n', 'invalid'],
    [`${image}::spatial_shape::0`, '-16*n', 'invalid'],
    [`${image}::spatial_shape::0`, '', 'invalid'],
    [`${image}::dtype`, undefined, 'missing'],
    [`${image}::dtype`, 'float31', 'invalid'],
    [`${image}::dtype`, 32, 'invalid'],
    [`${image}::value_range`, undefined, 'missing'],
    [`${image}::value_range`, [1, 0], 'invalid'],
    [`${image}::value_range`, '0-1', 'invalid'],
    [`${image}::is_patch_data`, 'true', 'invalid'],
    [`${image}::channel_def`, ['T1', 'T2'], 'invalid'],
    [`${image}::channel_def::0`, 1, 'invalid'],
    [`${image}::channel_def`, { first: 'T1' }, 'invalid', `${image}::channel_def::first`],
    [`${image}::channel_def::2`, 'T3', 'invalid'],
    [`${pred}::dtype`, undefined, 'missing'],
    [`${pred}::channel_def::7`, 'x', 'invalid'],
  ])('tells of %s = %j, where it stands', (path, value, code, at = path) => {
    const key = at.split('::').at(-1) ?? '';
    const [fault, second] = faultsOf(damaged(path, value));
    expect(second).toBeUndefined();
    expect(fault).toMatchObject({ code: `metadata_${code}`, path: at });
    // A missing key is told at the mapping that lacks it.
    const isRoot = code === 'missing' && !at.includes('::');
    if (isRoot) expect(fault?.line).toBe('{');
    else if (code === 'invalid' && !/^\d+$/.test(key)) expect(fault?.line).toContain(`"${key}"`);
  });

  it('tells all faults together, with the way out', () => {
    const metadata = mapping(damaged(`${image}::dtype`, 'float'));
    const { version, ...rest } = metadata;
    const errors = errorsOf({ metaFile: write({ ...rest, verison: version, task: 1, authors: null }) });
    expect(errors.map(({ failure }) => ('path' in failure ? failure.path : failure.code))).toEqual([
      'version',
      'task',
      'authors',
    ]);
    expect(errors[0]?.failure).toMatchObject({ suggestion: 'verison' });
    for (const { fix } of errors) expect(fix).toBeTruthy();
  });

  it('mentions what is allowed but strange', () => {
    const { notices } = verifyMetadata({
      metaFile: write({ ...mapping(damaged(`${image}::channel_def`, { '0': 'image' })), version: '0.3.0' }),
    });
    expect(notices).toHaveLength(2);
  });

  it('tells what keeps the file from being read, and keys given twice', () => {
    expect(errorsOf({ metaFile: join(folder, 'no.json') })[0]?.code).toBe('config_file_missing');
    expect(errorsOf({ metaFile: write('[1]') })[0]?.code).toBe('config_not_mapping');
    expect(errorsOf({ metaFile: write('') })[0]?.code).toBe('config_syntax');
    const twice = JSON.stringify(soundMetadata()).replace('{', '{"version": "0.1.0",');
    expect(errorsOf({ metaFile: write(twice) }).map(({ code }) => code)).toEqual(['duplicate_key']);
  });

  it('merges several files', () => {
    const base = write(damaged('version', undefined));
    expect(errorsOf({ metaFile: [base, write('version: 0.2.0\n', 'more.yaml')] })).toEqual([]);
  });
});

describe('the schema of verifyMetadata', () => {
  const digest = (path: string, type: string): string => createHash(type).update(readFileSync(path)).digest('hex');

  it('is put where --filepath says, and checked by its hash', () => {
    const metaFile = write(soundMetadata());
    const filepath = join(folder, 'deep', 'schema.json');
    expect(errorsOf({ metaFile, filepath, createDir: false })[0]?.code).toBe('unwritable_file');
    expect(errorsOf({ metaFile, filepath, hashVal: '00' })[0]?.code).toBe('schema_hash');
    expect(existsSync(filepath)).toBe(false);
    expect(verifyMetadata({ metaFile, filepath })).toMatchObject({ isShipped: true, schema: filepath });
    expect(readFileSync(filepath)).toEqual(readFileSync(shippedSchemaPath()));
    for (const hashType of ['md5', 'SHA256']) {
      const hashVal = digest(filepath, hashType.toLowerCase());
      expect(verifyMetadata({ metaFile, filepath, hashVal, hashType })).toMatchObject({ isShipped: false });
    }
    expect(errorsOf({ metaFile, filepath, hashVal: '00', hashType: 'sha1' })[0]?.failure).toMatchObject({
      code: 'schema_hash',
      shipped: false,
    });
    expect(errorsOf({ metaFile, hashVal: '00', hashType: 'md6' })[0]?.failure).toMatchObject({ option: 'hash_type' });
  });

  it.each(['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema', undefined])(
    'may be another, of dialect %s',
    ($schema) => {
      const schema = { $schema, type: 'object', required: ['name'], properties: { task: { enum: ['a', 'b'] } } };
      const filepath = write(schema, 'own.json');
      const errors = errorsOf({ metaFile: write({ task: 'c' }), filepath });
      expect(errors.map(({ failure }) => failure)).toMatchObject([
        { code: 'metadata_missing', path: 'name' },
        { code: 'metadata_invalid', path: 'task', expected: '"a" or "b"' },
      ]);
      expect(verifyMetadata({ metaFile: write({ name: 1 }), filepath })).toMatchObject({ isShipped: false });
    },
  );

  it.each([
    ['a list', '[]', 'schema_unusable'],
    ['no schema', '{"type": "strange"}', 'schema_unusable'],
    ['one that needs another', '{"$ref": "https://example.org/other.json"}', 'schema_unusable'],
    ['no JSON', '{', 'config_syntax'],
  ])('cannot be %s', (_, text, code) => {
    expect(errorsOf({ metaFile: write(soundMetadata()), filepath: write(text, 's.json') })[0]?.code).toBe(code);
  });

  it('cannot be a folder', () => {
    mkdirSync(join(folder, 'f.json'));
    expect(errorsOf({ metaFile: write(soundMetadata()), filepath: join(folder, 'f.json') })[0]?.code).toBe(
      'schema_unusable',
    );
  });
});
