import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Nullable } from '../../engine/registry/schema.js';
import { isMapping } from './mapping.js';

export interface DatalistOptions {
  /** Whether `label` is a file, too. Default true. */
  readonly isSegmentation?: boolean;
  /** Which list of the file. Default `training`. */
  readonly dataListKey?: string;
  /** What relative paths start from; by default the folder of the file. */
  readonly baseDir?: string | null;
}

/**
 * A data list from a file in the form of the Medical Segmentation Decathlon's dataset.json (MONAI's
 * `load_decathlon_datalist`). Paths of images (and labels) are joined to the base folder; of other values those that are a
 * file there.
 *
 * @throws BundleError file_missing, unreadable_file, bad_layout
 */
export function loadDecathlonDatalist(path: string, options: DatalistOptions = {}): Record<string, unknown>[] {
  const { isSegmentation = true, dataListKey = 'training', baseDir } = options;
  const lists = read(path);
  const list = Object.hasOwn(lists, dataListKey) ? lists[dataListKey] : undefined;
  if (!Array.isArray(list)) {
    const fix = `it has: ${Object.keys(lists).join(', ') || 'nothing'}`;
    fail({ family: 'data', code: 'bad_layout', path, problem: `it has no list "${dataListKey}"`, fix });
  }
  const base = baseDir ?? dirname(path);
  // The decathlon's own test lists hold paths alone.
  const entries: unknown[] = list.map((item: unknown) => (typeof item === 'string' ? { image: item } : item));
  return entries.map((entry, index) => {
    if (!isMapping(entry)) {
      const problem = `entry ${index} of "${dataListKey}" is no mapping`;
      return fail({ family: 'data', code: 'bad_layout', path, problem, fix: 'write {"image": …, "label": …}' });
    }
    const item = Object.entries(entry).map(([key, value]) => {
      const isFile = key === 'image' || (isSegmentation && key === 'label');
      return [key, withBase(base, value, !isFile)] as const;
    });
    return Object.fromEntries(item);
  });
}

function read(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    return fail({ family: 'data', code: 'file_missing', path, fix: 'check the path of the data list' }, { cause });
  }
  try {
    const lists: unknown = JSON.parse(text);
    if (isMapping(lists)) return lists;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return fail({ family: 'data', code: 'unreadable_file', path, problem, fix: 'correct the JSON' }, { cause });
  }
  return fail({ family: 'data', code: 'bad_layout', path, problem: 'it is no mapping of names to lists' });
}

/** @param ifExists whether a value that names no file there is left alone */
function withBase(base: string, value: unknown, ifExists: boolean): unknown {
  const joined = (path: string): string => {
    const whole = (isAbsolute(path) ? join(path) : join(base, path)).replace(/(?<=.)\/$/, '');
    return ifExists && !existsSync(whole) ? path : whole;
  };
  if (typeof value === 'string') return joined(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(joined);
  return value;
}

export const loadDecathlonDatalistFunction = component({
  name: 'load_decathlon_datalist',
  modules: ['monai.data', 'monai.data.decathlon_datalist'],
  kind: 'function',
  description: 'Reads a data list (dataset.json) and joins its paths to a base folder.',
  arguments: Type.Object({
    dataListFilePath: Type.String({ description: 'The JSON file.' }),
    isSegmentation: Type.Boolean({ default: true, description: 'Whether "label" is a file, too.' }),
    dataListKey: Type.String({ default: 'training', description: 'Which list of the file.' }),
    baseDir: Nullable(
      Type.String({ description: 'What relative paths start from; by default the folder of the file.' }),
    ),
  }),
  create: ({ dataListFilePath, ...options }) => loadDecathlonDatalist(dataListFilePath, options),
});
