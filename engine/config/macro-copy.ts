import { fail } from '../errors.js';
import { childId } from './id.js';
import { type ConfigNode, type Home, MappingNode, ScalarNode, SequenceNode } from './node.js';

/** What a macro copies, and to where. */
export interface Copying {
  readonly macro: ScalarNode;
  /** The id of what is copied, in its own file. */
  readonly from: string;
  /** The id of the copy. */
  readonly to: string;
  /** Whether the text comes from another file. */
  readonly isForeign: boolean;
  /** How many values may still be copied in all. */
  readonly budget: { left: number };
}

/**
 * A copy of a node that is independent of it. Texts with relative ids remember where they were written, since these keep
 * their meaning.
 * @throws BundleError config_too_large
 */
export function copyNode(node: ConfigNode, copying: Copying, id = copying.from): ConfigNode {
  if (--copying.budget.left < 0) refuseSize(copying.macro);
  const copy = emptyCopy(node);
  copy.remember({ copiedBy: copying.macro });
  switch (node.kind) {
    case 'scalar':
      if (mayHoldRelativeId(node.value)) copy.remember({ home: node.home ?? homeOf(copying, id) });
      break;
    case 'sequence':
      if (copy.kind !== 'sequence') break;
      for (const [index, item] of node.items.entries()) copy.items.push(copyNode(item, copying, childId(id, index)));
      break;
    case 'mapping':
      if (copy.kind !== 'mapping') break;
      for (const entry of node.entries) {
        copy.set({ ...entry, node: copyNode(entry.node, copying, childId(id, entry.key)) });
      }
      break;
  }
  return copy;
}

function refuseSize({ position }: ScalarNode): never {
  const limit = 'its macros copy more than a million values';
  fail({ family: 'config', code: 'config_too_large', path: position.file, limit }, { position });
}

function emptyCopy(node: ConfigNode): ConfigNode {
  switch (node.kind) {
    case 'scalar':
      return new ScalarNode(node.source, node.offset, node.value);
    case 'sequence':
      return new SequenceNode(node.source, node.offset);
    case 'mapping':
      return new MappingNode(node.source, node.offset);
  }
}

function mayHoldRelativeId(value: unknown): boolean {
  return typeof value === 'string' && /^[@$]/.test(value) && /@(?:#|::)/.test(value);
}

function homeOf({ from, to, isForeign }: Copying, id: string): Home {
  return isForeign ? { id, copied: { from, to } } : { id };
}
