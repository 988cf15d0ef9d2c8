import { Dict, fromHost, makeInt, type Value } from '../values/index.js';
import { absoluteText } from './absolute-text.js';
import { childId } from './id.js';
import { type ConfigNode, MappingNode, ScalarNode, SequenceNode } from './node.js';
import type { Source } from './source.js';

/** The value of a node as it is written: a copy, so that changing it changes no config. */
export function contentOf(node: ConfigNode): Value {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(contentOf);
    case 'mapping': {
      const dict = new Dict();
      for (const { key, node: value } of node.entries) dict.set(key, contentOf(value));
      return dict;
    }
  }
}

/** The same with relative ids (`@#x`) written out, so that the value means the same anywhere. */
export function absoluteContentOf(node: ConfigNode, id: string): Value {
  switch (node.kind) {
    case 'scalar':
      return absoluteText(node, id);
    case 'sequence':
      return node.items.map((item, index) => absoluteContentOf(item, childId(id, index)));
    case 'mapping': {
      const dict = new Dict();
      for (const { key, node: value } of node.entries) dict.set(key, absoluteContentOf(value, childId(id, key)));
      return dict;
    }
  }
}

/**
 * A node for a value given from TypeScript or the command line: arrays are lists; dicts, Maps and plain objects are
 * mappings; anything else (a tuple, a function, a tensor) is one value that nothing looks into.
 */
export function nodeOf(value: unknown, source: Source): ConfigNode {
  if (Array.isArray(value)) {
    const node = new SequenceNode(source, 0);
    for (const item of value) node.items.push(nodeOf(item, source));
    return node;
  }
  if (value instanceof Dict || value instanceof Map) return mappingOf(value, source);
  if (isPlainObject(value)) return mappingOf(Object.entries(value), source);
  return new ScalarNode(source, 0, typeof value === 'bigint' ? makeInt(value) : fromHost(value));
}

function mappingOf(entries: Iterable<readonly [unknown, unknown]>, source: Source): MappingNode {
  const node = new MappingNode(source, 0);
  for (const [key, item] of entries) node.set({ key: fromHost(key), source, keyOffset: 0, node: nodeOf(item, source) });
  return node;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
