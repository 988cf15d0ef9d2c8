import { repr } from '../expression/text/repr.js';
import { AnySet, ByteArray, Complex, Dict, Range, Tuple, type Value } from '../values/index.js';
import { absoluteText } from './absolute-text.js';
import { type ExportFormat, jsonText, yamlText } from './export.js';
import { childId } from './id.js';
import type { ConfigNode } from './node.js';

/** A config as text, and the language it is in. */
export interface SavedText {
  readonly format: ExportFormat;
  readonly text: string;
}

/**
 * A config as text that reads back as the same config: JSON, or YAML where a key is no string.
 * @throws BundleError for a value that is an object of the program's
 */
export function savedText(content: Value): SavedText {
  if (hasOtherKeys(content)) return { format: 'yaml', text: yamlText(content, 2) };
  return { format: 'json', text: `${jsonText(content, 2)}\n` };
}

/** Whether some key is not a string, which JSON would make one of. */
function hasOtherKeys(value: Value): boolean {
  if (Array.isArray(value)) return value.some(hasOtherKeys);
  if (!(value instanceof Dict)) return false;
  return [...value].some(([key, item]) => typeof key !== 'string' || hasOtherKeys(item));
}

/**
 * The content of a node for {@link savedText}: relative ids are written out, and data that files have no form for (a tuple,
 * a set, bytes) becomes the expression that makes it.
 */
export function savedContent(node: ConfigNode, id = ''): Value {
  switch (node.kind) {
    case 'scalar':
      return writable(absoluteText(node, id));
    case 'sequence':
      return node.items.map((item, index) => savedContent(item, childId(id, index)));
    case 'mapping': {
      const dict = new Dict();
      for (const { key, node: child } of node.entries) dict.set(key, savedContent(child, childId(id, key)));
      return dict;
    }
  }
}

function writable(value: Value): Value {
  const isData =
    value instanceof Tuple ||
    value instanceof AnySet ||
    value instanceof Uint8Array ||
    value instanceof ByteArray ||
    value instanceof Complex ||
    value instanceof Range;
  return isData ? `$${repr(value)}` : value;
}
