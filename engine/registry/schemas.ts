import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema, type Json } from './config-schema.js';
import type { Registry } from './registry.js';

/** The JSON Schemas of `schemas/` that are generated from the registry, by file name. */
export function buildSchemas(registry: Registry): Map<string, Json> {
  return new Map([['config.schema.json', configSchema(registry)]]);
}

/** Writes the schemas into `folder`. */
export async function writeSchemas(registry: Registry, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const [name, schema] of buildSchemas(registry)) {
    const path = join(folder, name);
    await writeFile(`${path}.new`, `${JSON.stringify(schema, null, 1)}\n`);
    await rename(`${path}.new`, path);
    written.push(path);
  }
  return written;
}

/** Files of `folder` that differ from what the registry would write now. */
export async function staleSchemas(registry: Registry, folder: string): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, schema] of buildSchemas(registry)) {
    const path = join(folder, name);
    const current = await readFile(path, 'utf8').catch(() => '');
    if (current !== `${JSON.stringify(schema, null, 1)}\n`) stale.push(path);
  }
  return stale;
}
