import { nodeOf } from '../config/content.js';
import type { ConfigNode } from '../config/node.js';
import type { Origin } from '../config/provenance.js';
import { Source } from '../config/source.js';
import type { Placed } from './explanation.js';
import { writtenForm } from './written.js';

/** A node's place and what is written there, in short. */
export function placed(node: ConfigNode, room?: number): Placed {
  const { position } = firstWritten(node);
  const { copiedBy } = node;
  const macro = copiedBy && { text: String(copiedBy.value), position: copiedBy.position };
  return { position, written: writtenForm(node, room), ...(macro ? { macro } : {}) };
}

/** The node itself, or the first value in it where it was put together from several files and stands in none. */
export function firstWritten(node: ConfigNode): ConfigNode {
  const [first] = node.kind === 'mapping' ? node.entries : [];
  return first && node.source.file.startsWith('<') ? firstWritten(first.node) : node;
}

/** The same of a value that was replaced. */
export function placedOrigin({ value, position, macro }: Origin): Placed {
  const node = nodeOf(value, new Source(position.file, undefined, undefined));
  return { position, written: writtenForm(node), ...(macro ? { macro } : {}) };
}
