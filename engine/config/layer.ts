import { type BundleError, fail } from '../errors.js';
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

/** Refuses a source that is nested deeper than a reader can follow. */
export function refuseDepth(source: Source, offset = 0): never {
  const failure = {
    family: 'config',
    code: 'config_too_large',
    path: source.file,
    limit: 'it is nested too deeply',
  } as const;
  fail(failure, { position: source.positionAt(offset) });
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
      return typeof node.value === 'string' ? kindOfText(node.value) : `the value ${String(node.value)}`;
  }
}

function kindOfText(text: string): string {
  if (text.startsWith('$')) return 'an expression';
  if (text.startsWith('@')) return 'a reference';
  return text.startsWith('%') ? 'a macro, which is replaced only later' : 'a text';
}
