import { signLength } from '../config/expression-text.js';
import type { TextNode } from '../config/node.js';
import { BundleError, fail } from '../errors.js';
import { type ImportBinding, imported } from '../expression/index.js';
import type { Registry } from '../registry/registry.js';
import type { Value } from '../values/index.js';

/**
 * What an import of a config binds.
 * @throws BundleError for a module that is not on the allow-list, at its place; needs_trust for a bundle's own scripts
 */
export function importedBy(node: TextNode, binding: ImportBinding, registry: Registry): Value {
  const position = node.positionWithin(binding.start + signLength);
  try {
    return imported(binding);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const isOwn = binding.module === 'scripts' || binding.module.startsWith('scripts.');
    if (isOwn && registry.untrustedBundle !== undefined) {
      fail(registry.unknown(`scripts.${binding.attribute ?? binding.as}`), { position });
    }
    throw error.at({ position });
  }
}
