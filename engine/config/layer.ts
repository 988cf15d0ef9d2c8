import type { BundleError } from '../errors.js';
import type { ConfigNode } from './node.js';
import type { Notice } from './notice.js';
import type { Source } from './source.js';

/** One source, read: the first state of a config. Merging moves its nodes into the tree. */
export interface SourceLayer {
  readonly source: Source;
  readonly root: ConfigNode;
  /** Faults that reading got past: duplicate keys. */
  readonly problems: readonly BundleError[];
  readonly notices: readonly Notice[];
}

/** What a node is, for messages. */
export function kindOf(node: ConfigNode): string {
  switch (node.kind) {
    case 'mapping':
      return 'a mapping';
    case 'sequence':
      return 'a list';
    case 'scalar':
      if (node.value === null) return 'null';
      if (typeof node.value === 'object') return 'an object';
      return typeof node.value === 'string' ? 'a text' : `the value ${String(node.value)}`;
  }
}
