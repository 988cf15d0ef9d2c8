import { pythonKey } from '../config/key.js';
import type { ConfigNode } from '../config/node.js';
import { toHost } from '../values/index.js';

/** What a node holds as JSON would have it: every key text, numbers without a kind. */
export function plainContent(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return toHost(node.value);
    case 'sequence':
      return node.items.map(plainContent);
    case 'mapping': {
      // No prototype: a key may be called "constructor".
      const plain: Record<string, unknown> = Object.create(null);
      for (const { key, node: value } of node.entries) plain[pythonKey(key)] = plainContent(value);
      return plain;
    }
  }
}
