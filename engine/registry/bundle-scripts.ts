import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve, sep } from 'node:path';
import { createJiti } from 'jiti';
import { fail } from '../errors.js';
import { builtFile, isBuilt, packageRoot } from '../types/package-files.js';
import type { ComponentDefinition } from './component.js';
import type { Registry } from './registry.js';

/** Folders trusted without asking: the bundles that ship with medbundle, and those in MEDBUNDLE_TRUSTED_FOLDERS. */
function trustedFolders(): string[] {
  const own = join(packageRoot, 'bundles');
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
  const alias = { ...lentPackages(entry), ...(isBuilt ? builtModules() : sourceModules()) };
  const jiti = createJiti(import.meta.url, { alias });
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

/**
 * Where medbundle's own packages (sharp, tfjs, …) lie, for scripts of a bundle that has none of its own: a bundle is a folder
 * that may be anywhere, and drawing a picture must not take an installation.
 */
function lentPackages(entry: string): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const names =
    typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest
      ? Object.keys(manifest.dependencies ?? {})
      : [];
  const lent: Record<string, string> = {};
  for (const name of names) {
    const own = located(name, entry) === undefined ? located(name, import.meta.url) : undefined;
    if (own !== undefined) lent[name] = own;
  }
  return lent;
}

/** The file that `import` of a package gives in another file, or undefined. */
function located(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

function isDefinition(value: unknown): value is ComponentDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'create' in value && 'arguments' in value;
}

function builtModules(): Record<string, string> {
  const tfjs = builtFile('engine/tfjs');
  return {
    'medbundle/components': builtFile('components/index'),
    medbundle: builtFile('engine/index'),
    '@tensorflow/tfjs-core': tfjs,
    '@tensorflow/tfjs': tfjs,
  };
}

function sourceModules(): Record<string, string> {
  return {
    'medbundle/components': join(packageRoot, 'components', 'index.ts'),
    medbundle: join(packageRoot, 'engine', 'index.ts'),
  };
}
