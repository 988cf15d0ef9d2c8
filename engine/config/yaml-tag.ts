import { makeFloat, PySet, Tuple, type Value } from '../values/index.js';
import { contentOf } from './content.js';
import { type ConfigNode, ScalarNode } from './node.js';
import { readPlainScalar } from './yaml-scalar.js';

const standard = 'tag:yaml.org,2002:';

/**
 * The value of a node with an explicit tag, `!!str 1`. Only YAML's own tags are known; `refuse` reports any other.
 */
export function readTagged<N extends ConfigNode>(
  tag: string | undefined,
  node: N,
  refuse: (problem: string) => never,
): N | ScalarNode {
  if (tag === undefined) return node;
  const name = tag.startsWith(standard) ? tag.slice(standard.length) : tag;
  if (node.kind === 'scalar') {
    const text = String(node.value);
    const value = readTaggedText(name, text);
    if (value === undefined) refuse(`${JSON.stringify(text)} cannot be read as ${tag}`);
    return new ScalarNode(node.source, node.offset, value);
  }
  if (name === (node.kind === 'mapping' ? 'map' : 'seq')) return node;
  if (name === 'set' && node.kind === 'mapping') {
    const members = node.entries.map(({ key }) => key);
    return new ScalarNode(node.source, node.offset, new PySet(members));
  }
  if ((name === 'omap' || name === 'pairs') && node.kind === 'sequence') {
    const pairs = node.items.map((item): Value => {
      const [entry, more] = item.kind === 'mapping' ? item.entries : [];
      if (!entry || more) refuse(`each item of ${tag} must be a single key with its value`);
      return new Tuple([entry.key, contentOf(entry.node)]);
    });
    return new ScalarNode(node.source, node.offset, pairs);
  }
  return refuse(`the tag ${tag} is not known here`);
}

function readTaggedText(name: string, text: string): Value | undefined {
  const { value } = readPlainScalar(text);
  switch (name) {
    case 'str':
      return text;
    case 'null':
      return null;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint' ? value : undefined;
    case 'float':
      return typeof value === 'string' || value === null || typeof value === 'boolean'
        ? undefined
        : makeFloat(Number(value));
    case 'binary':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'timestamp':
      return text;
    default:
      return undefined;
  }
}
