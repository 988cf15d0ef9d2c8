import { referenceIn } from '../config/id.js';
import { type ConfigNode, isExpression, type MappingNode } from '../config/node.js';
import { reservedKeys } from '../resolve/component-keys.js';
import { cut, shortForm } from './short-form.js';

/** What a value of a config is, as it is written. */
export type WrittenKind = 'component' | 'expression' | 'reference' | 'mapping' | 'list' | 'value';

export function kindOfWritten(node: ConfigNode): WrittenKind {
  if (node.kind === 'mapping') return node.isComponent ? 'component' : 'mapping';
  if (node.kind === 'sequence') return 'list';
  if (isExpression(node)) return 'expression';
  return typeof node.value === 'string' && referenceIn(node.value) !== undefined ? 'reference' : 'value';
}

/** A value as it is written, in about one line: `BasicUNet(spatial_dims=2, …)`, `$@base * 2`, `[1, 2]`. */
export function writtenForm(node: ConfigNode, room = 160): string {
  switch (node.kind) {
    case 'scalar':
      return kindOfWritten(node) === 'value' ? shortForm(node.value, room) : cut(String(node.value), room);
    case 'sequence':
      return cut(`[${node.items.slice(0, mostParts).map(inner).join(', ')}${more(node.items)}]`, room);
    case 'mapping':
      return cut(node.isComponent ? componentForm(node) : mappingForm(node), room);
  }
}

/** More parts than this are not looked at: a line has no room for them. */
const mostParts = 20;

function inner(node: ConfigNode): string {
  return writtenForm(node, 48);
}

function more(parts: readonly unknown[]): string {
  return parts.length > mostParts ? `, … (${parts.length} in all)` : '';
}

function mappingForm({ entries }: MappingNode): string {
  const parts = entries.slice(0, mostParts).map(({ key, node }) => `${String(key)}: ${inner(node)}`);
  return `{${parts.join(', ')}${more(entries)}}`;
}

function componentForm(node: MappingNode): string {
  const target = node.get('_target_');
  const name = target?.kind === 'scalar' ? String(target.value) : 'component';
  const args = node.entries
    .filter(({ key }) => typeof key !== 'string' || !reservedKeys.has(key))
    .map(({ key, node: value }) => `${String(key)}=${inner(value)}`);
  return `${name}(${args.join(', ')})`;
}
