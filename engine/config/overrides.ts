import { distance } from '../errors/suggest.js';
import { BundleError, fail } from '../errors.js';
import type { Value } from '../values/index.js';
import { nodeOf } from './content.js';
import { normalizeId, separator, splitLast } from './id.js';
import { mergeEntry } from './merge.js';
import { type ConfigNode, isComponent } from './node.js';
import { Source } from './source.js';
import { lookUp, type MergedTree } from './tree.js';

/** One value set from the command line. */
export interface Override {
  /** `train#trainer::max_epochs`; a leading `+` merges as in a file. */
  readonly id: string;
  readonly value: Value;
  /** As the user typed it, `--train#trainer#max_epochs`: the value's file in messages. */
  readonly label: string;
}

export interface OverrideRules {
  /** Accepts every new key, also one that looks like a slip. */
  readonly allowNewKeys?: boolean;
  /** Options of the command itself, which a slip may have meant: `config_file`. */
  readonly knownOptions?: readonly string[];
}

/**
 * Sets values over the layers, in order. A new key is fine below an existing section or at the top, unless it looks like
 * a slip: a known key or option with a letter wrong. Mistakes become problems of the tree.
 */
export function applyOverrides(tree: MergedTree, overrides: readonly Override[], rules: OverrideRules = {}): void {
  for (const { id, value, label } of overrides) {
    const source = new Source(label, undefined, undefined);
    const entry = { key: id, source, keyOffset: 0, node: nodeOf(value, source) };
    try {
      if (!rules.allowNewKeys) refuseSlip(tree, normalizeId(id.replace(/^\+/, '')), entry.node, rules);
      mergeEntry(tree, entry);
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      tree.problems.push(error);
    }
  }
}

function refuseSlip(tree: MergedTree, id: string, node: ConfigNode, { knownOptions = [] }: OverrideRules): void {
  const [parentId, last] = splitLast(id);
  const parent = lookUp(tree.root, parentId);
  if ('failure' in parent || parent.kind !== 'mapping' || parent.get(last)) return;
  const siblings = parent.keys().filter((key) => !(isComponent(parent) && key.startsWith('_')));
  const known = parentId === '' ? [...siblings, ...knownOptions] : siblings;
  const meant = known.find((key) => isSlip(last, key));
  if (meant === undefined) return;
  const suggestion = parentId === '' ? meant : `${parentId}${separator}${meant}`;
  fail({ family: 'command', code: 'unknown_option', option: id, suggestion }, { id, position: node.position });
}

/**
 * Whether `typed` is `meant` with a slip: another case, one letter of four wrong, two of eight. Names that differ in a
 * short part or in a number (`loss_a` and `loss_b`, `net1` and `net2`) are two names.
 */
function isSlip(typed: string, meant: string): boolean {
  if (typed.length < 2) return false;
  if (typed.toLowerCase() === meant.toLowerCase()) return true;
  if (typed.replace(/[0-9]/g, '') === meant.replace(/[0-9]/g, '')) return false;
  const typedParts = typed.split('_');
  const meantParts = meant.split('_');
  if (typedParts.length !== meantParts.length) return isNear(typed, meant);
  return typedParts.every((part, index) => part === meantParts[index] || isNear(part, meantParts[index] ?? ''));
}

function isNear(typed: string, meant: string): boolean {
  const shorter = Math.min(typed.length, meant.length);
  return shorter >= 4 && distance(typed.toLowerCase(), meant.toLowerCase()) <= (shorter >= 8 ? 2 : 1);
}
