import type { Registry } from '../registry/registry.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict } from '../values/index.js';
import type { BundleFolders } from './bundle-folders.js';

/**
 * Makes the components of the bundle's own scripts known, when the config names some and the bundle is trusted. Without
 * trust the registry remembers whose scripts they are, so that the check tells how to give it.
 */
export async function admitScripts(
  parser: ConfigParser,
  folders: BundleFolders | undefined,
  registry: Registry,
  trust: boolean,
): Promise<void> {
  registry.untrustedBundle = undefined;
  const config = parser.get();
  if (!namesScripts(config)) return;
  // Loading TypeScript takes a while to start; a config that names no scripts does not pay for it.
  const { isTrusted, loadBundleScripts, scriptsEntry } = await import('../registry/bundle-scripts.js');
  const stated = parser.get('bundle_root');
  const roots = [typeof stated === 'string' && !stated.startsWith('$') ? stated : undefined, folders?.root];
  const root = roots.find((folder) => folder !== undefined && scriptsEntry(folder) !== undefined);
  if (root === undefined) return;
  if (trust || isTrusted(root)) await loadBundleScripts(registry, root);
  else registry.untrustedBundle = root;
}

/** Whether some text of a config mentions `scripts.`. */
function namesScripts(value: unknown): boolean {
  if (typeof value === 'string') return /\bscripts\./.test(value);
  if (Array.isArray(value)) return value.some(namesScripts);
  return value instanceof Dict && [...value.values()].some(namesScripts);
}
