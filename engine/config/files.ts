import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { nearest } from '../errors/suggest.js';
import { BundleError, fail, type Where } from '../errors.js';
import { readJson } from './json-reader.js';
import { readJson5 } from './json5-reader.js';
import type { SourceLayer } from './layer.js';
import { Source } from './source.js';
import { readYaml } from './yaml-reader.js';

/**
 * Reads one file; its extension names the language.
 * @throws BundleError config_file_missing, config_file_type, config_syntax, config_too_large
 */
export function readLayer(path: string, where?: Where): SourceLayer {
  const read = readers[extname(path).toLowerCase()];
  if (!read) fail({ family: 'config', code: 'config_file_type', path }, where);
  return read(new Source(path, readText(path, where), dirname(resolve(path))));
}

const readers: Readonly<Record<string, (source: Source) => SourceLayer>> = {
  '.json': readJson,
  '.json5': readJson5,
  '.yaml': readYaml,
  '.yml': readYaml,
};

function readText(path: string, where: Where | undefined): string {
  const bytes = readBytes(path, where);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // Python reads lines; the few files with carriage returns are made like the others.
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  } catch (cause) {
    const language = /\.json5?$/i.test(path) ? 'JSON' : 'YAML';
    const failure = {
      family: 'config',
      code: 'config_syntax',
      path,
      language,
      problem: 'it is not UTF-8 text',
    } as const;
    return fail({ ...failure, fix: 'save it as UTF-8' }, { ...where, cause });
  }
}

/** A config is text that people wrote. */
const mostBytes = 2 ** 28;

function readBytes(path: string, where: Where | undefined): Uint8Array {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) fail({ family: 'config', code: 'config_file_missing', path, suggestion: nearFile(path) }, where);
    if (status.isDirectory()) unreadable(path, 'it is a folder', where);
    if (!status.isFile()) unreadable(path, 'it is no ordinary file', where);
    if (status.size > mostBytes) {
      const limit = `it has ${status.size} bytes, and ${mostBytes} are the most`;
      fail({ family: 'config', code: 'config_too_large', path, limit }, where);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof BundleError) throw error;
    return unreadable(path, error instanceof Error ? error.message : String(error), where);
  }
}

function unreadable(path: string, problem: string, where: Where | undefined): never {
  fail({ family: 'config', code: 'config_file_unreadable', path, problem }, where);
}

/** A path of the same folder, or of the folder that was meant, with a name like the one that is missing. */
function nearFile(path: string): string | undefined {
  const folder = dirname(path);
  const names = listFolder(folder);
  if (names) {
    const name = nearest(basename(path), names);
    return name === undefined ? undefined : join(folder, name);
  }
  const near = nearest(basename(folder), listFolder(dirname(folder)) ?? []);
  const moved = near === undefined ? undefined : join(dirname(folder), near, basename(path));
  return moved !== undefined && isFile(moved) ? moved : undefined;
}

function listFolder(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A path through a file, or one that is too long, is none.
    return false;
  }
}

/**
 * The files that a text names: one, or several with commas between (spaces around a comma do not count). A file whose
 * own name holds the comma comes first.
 */
export function splitFileList(text: string): string[] {
  if (text === '') return [];
  if (isFile(text) || !text.includes(',')) return [text];
  return text
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
