import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { readLayer } from '../config/files.js';
import { nearest } from '../errors/suggest.js';
import { BundleErrors, fail } from '../errors.js';
import { packageRoot } from '../types/package-files.js';
import { compileSchema, type JsonSchema } from './json-schema.js';
import { plainContent } from './plain-content.js';

/** Hash functions that MONAI knows. */
const hashTypes = ['md5', 'sha1', 'sha256', 'sha512'];

export interface SchemaFileOptions {
  /** A schema to use where the file is there; where it is not, the shipped schema is put there. */
  readonly filepath?: string;
  /** Whether the folder of `filepath` may be made. Default true. */
  readonly createDir?: boolean;
  /** What the hash of the schema's file must be, in hexadecimal digits. */
  readonly hashVal?: string;
  /** `md5`, `sha1`, `sha256` or `sha512`. Default `md5`. */
  readonly hashType?: string;
}

/** A schema, and the words for where it comes from. */
export interface ChosenSchema {
  readonly schema: JsonSchema;
  readonly isShipped: boolean;
  readonly path: string;
}

/**
 * The schema that metadata are checked against. MONAI downloads it to `filepath`, or uses what lies there already;
 * here nothing is downloaded: what lies there is used, else the schema that ships with medbundle.
 * @throws BundleError schema_hash, schema_unusable, unwritable_file, invalid_option
 */
export function chooseSchema({
  filepath,
  createDir = true,
  hashVal,
  hashType = 'md5',
}: SchemaFileOptions): ChosenSchema {
  const hash = hashFunction(hashType);
  if (filepath !== undefined && existsSync(filepath)) {
    if (!statSync(filepath).isFile()) unusable(filepath, 'it is no file');
    checkHash(filepath, readBytes(filepath), hash, hashVal, false);
    return { schema: readSchema(filepath), isShipped: false, path: filepath };
  }
  const shipped = shippedSchemaPath();
  checkHash(filepath ?? shipped, readBytes(shipped), hash, hashVal, true);
  if (filepath !== undefined) put(readBytes(shipped), filepath, createDir);
  ours ??= readSchema(shipped);
  return { schema: ours, isShipped: true, path: filepath ?? shipped };
}

/** The shipped schema, which takes a while to make usable. */
let ours: JsonSchema | undefined;

/** `schemas/bundle-metadata.schema.json` of this package. */
export function shippedSchemaPath(): string {
  return resolve(packageRoot, 'schemas', 'bundle-metadata.schema.json');
}

function readSchema(path: string): JsonSchema {
  const layer = readLayer(path);
  if (layer.problems.length > 0) throw new BundleErrors(layer.problems);
  return compileSchema(plainContent(layer.root), path);
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return fail({ family: 'data', code: 'unreadable_file', path, problem }, { cause });
  }
}

function hashFunction(type: string): string {
  const name = type.toLowerCase();
  if (hashTypes.includes(name)) return name;
  const near = nearest(name, hashTypes);
  const fix = near === undefined ? `write one of ${hashTypes.join(', ')}` : `did you mean ${near}?`;
  return fail({
    family: 'command',
    code: 'invalid_option',
    option: 'hash_type',
    problem: `"${type}" is not known`,
    fix,
  });
}

function checkHash(path: string, bytes: Buffer, type: string, expected: string | undefined, shipped: boolean): void {
  if (expected === undefined) return;
  const got = createHash(type).update(bytes).digest('hex');
  if (got !== expected) fail({ family: 'verify', code: 'schema_hash', path, type, got, shipped });
}

/** Puts a complete file at `path`, or none. */
function put(bytes: Buffer, path: string, createDir: boolean): void {
  const folder = dirname(resolve(path));
  if (!createDir && !existsSync(folder)) {
    const problem = 'its folder does not exist, and --create_dir is False';
    fail({ family: 'data', code: 'unwritable_file', path, problem });
  }
  const unfinished = resolve(folder, `.${basename(path)}.${process.pid}.new`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    const problem = cause instanceof Error ? cause.message : String(cause);
    fail({ family: 'data', code: 'unwritable_file', path, problem }, { cause });
  }
}

function unusable(path: string, problem: string): never {
  fail({ family: 'verify', code: 'schema_unusable', path, problem });
}
