import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { fail } from '../errors.js';
import type { ComponentDefinition } from './component.js';
import type { Registry } from './registry.js';

/** Folders trusted without asking: the bundles that ship with medbundle, and those in MEDBUNDLE_TRUSTED_FOLDERS. */
function trustedFolders(): string[] {
  const own = join(packageRoot(), 'bundles');
  const named = (process.env.MEDBUNDLE_TRUSTED_FOLDERS ?? '').split(delimiter).filter((folder) => folder !== '');
  return [own, ...named].filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
}

/** Whether the scripts of this bundle run without `--trust`. */
export function isTrusted(bundleRoot: string): boolean {
  if (!existsSync(bundleRoot)) return false;
  const real = realpathSync(bundleRoot);
  return trustedFolders().some((folder) => real === folder || real.startsWith(folder + sep));
}

/** The entry of a bundle's own code, `scripts/index.ts` (or `.js`, `.mjs`), or undefined when it has none. */
export function scriptsEntry(bundleRoot: string): string | undefined {
  return ['index.ts', 'index.js', 'index.mjs']
    .map((name) => resolve(bundleRoot, 'scripts', name))
    .find((path) => existsSync(path));
}

/**
 * Runs a bundle's `scripts/index.ts` and adds the components it exports (`export const components = [component({…})]`)
 * under `scripts`, so that configs name them `scripts.MyTransform`. Only for a folder that the user trusts.
 * @returns the names added
 */
export async function loadBundleScripts(registry: Registry, bundleRoot: string): Promise<string[]> {
  const entry = scriptsEntry(bundleRoot);
  if (!entry) return [];
  // Scripts import 'medbundle' and get this very program, wherever the bundle lies.
  const engine = fileURLToPath(new URL('..', import.meta.url));
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const jiti = createJiti(import.meta.url, {
    alias: {
      'medbundle/components': join(dirname(engine), 'components', `index.${extension}`),
      medbundle: join(engine, `index.${extension}`),
    },
  });
  const loaded: unknown = await jiti.import(entry);
  const exported =
    typeof loaded === 'object' && loaded !== null && 'components' in loaded ? loaded.components : undefined;
  if (!Array.isArray(exported) || !exported.every(isDefinition)) {
    fail({
      family: 'data',
      code: 'bad_layout',
      path: entry,
      problem: 'it exports no list of components',
      fix: "write `export const components = [component({ name: 'MyTransform', … })]`",
    });
  }
  const definitions = exported.map((definition) => ({ ...definition, modules: ['scripts'] }));
  registry.add(...definitions);
  return definitions.map((definition) => definition.name);
}

function isDefinition(value: unknown): value is ComponentDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'create' in value && 'arguments' in value;
}

/** The folder that holds package.json, seen from the sources and from dist. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
