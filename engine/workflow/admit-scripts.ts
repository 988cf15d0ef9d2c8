import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BundleError } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict } from '../values/index.js';
import type { BundleFolders } from './bundle-folders.js';

/**
 * Makes the components of the bundle's own scripts known, when the config names some and the bundle is trusted. Without
 * trust the registry remembers whose scripts they are, so that the check tells how to give it.
 * @returns what turns a fault about an unknown script into one that says why it is unknown
 */
export async function admitScripts(
  parser: ConfigParser,
  folders: BundleFolders | undefined,
  registry: Registry,
  trust: boolean,
): Promise<(fault: BundleError) => BundleError> {
  registry.untrustedBundle = undefined;
  if (!namesScripts(parser.get())) return (fault) => fault;
  // Loading TypeScript takes a while to start; a config that names no scripts does not pay for it.
  const { isTrusted, loadBundleScripts, scriptsEntry } = await import('../registry/bundle-scripts.js');
  const stated = parser.get('bundle_root');
  const roots = [
    typeof stated === 'string' && !stated.startsWith('$') ? [stated] : [],
    folders ? [folders.root] : [],
  ].flat();
  const root = roots.find((folder) => scriptsEntry(folder) !== undefined);
  if (root !== undefined) {
    if (trust || isTrusted(root)) await loadBundleScripts(registry, root);
    else registry.untrustedBundle = root;
    return (fault) => fault;
  }
  const inPython = roots.find(hasPythonScripts);
  return inPython === undefined ? (fault) => fault : (fault) => explained(fault, inPython);
}

function explained(fault: BundleError, folder: string): BundleError {
  const { id, position, chain, related } = fault;
  const target = scriptNamed(fault);
  if (target === undefined) return fault;
  const where = { id, position, chain, related };
  return new BundleError({ family: 'component', code: 'scripts_in_python', target, folder }, where);
}

/** The component or module of the bundle's scripts that a fault says does not exist. */
function scriptNamed({ failure }: BundleError): string | undefined {
  if (failure.family === 'component' && failure.code === 'unknown_component') {
    return failure.target.startsWith('scripts.') ? failure.target : undefined;
  }
  if (failure.code !== 'python_exception' || failure.pythonName !== 'ModuleNotFoundError') return undefined;
  return /'(scripts(?:\.\w+)*)'$/.exec(failure.message)?.[1];
}

function hasPythonScripts(root: string): boolean {
  const folder = join(root, 'scripts');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.py'));
}

/** Whether some text of a config mentions `scripts.`. */
function namesScripts(value: unknown): boolean {
  if (typeof value === 'string') return /\bscripts\.|\bimport scripts\b/.test(value);
  if (Array.isArray(value)) return value.some(namesScripts);
  return value instanceof Dict && [...value.values()].some(namesScripts);
}
