import { resolve } from 'node:path';
import { BundleError, fail, type Where } from '../errors.js';
import { relativeReferences } from './absolute-text.js';
import { isFile, readLayer } from './files.js';
import { absoluteId, childId, looksLikeId, splitId, splitPathId } from './id.js';
import { copyNode } from './macro-copy.js';
import { nearestId } from './nearest-id.js';
import { type ConfigNode, MappingNode, type ScalarNode, SequenceNode, type TextNode } from './node.js';
import type { Notice } from './notice.js';
import { type MergedTree, type Miss, step } from './tree.js';

/** A merged tree whose macros are replaced by what they name: the third state of a config. */
export class ExpandedTree {
  readonly #problems: readonly BundleError[];

  constructor(
    readonly root: ConfigNode,
    problems: readonly BundleError[],
    readonly notices: readonly Notice[],
  ) {
    this.#problems = problems;
  }

  /** Faults found from reading to expanding. */
  get problems(): readonly BundleError[] {
    return this.#problems;
  }
}

/**
 * Replaces macros (`%id`, `%#relative`, `%file.json#id`) by copies of what they name, in any order and through each
 * other. Text from another file has its own macros replaced there. `%` text that is neither an id nor a file, such as
 * `%Y-%m-%d`, stays. The merged tree is left as it is; what holds no macro is shared.
 */
export function expandMacros(tree: MergedTree): ExpandedTree {
  const problems = [...tree.problems];
  const notices = [...tree.notices];
  const expansion = new Expansion(problems, notices);
  const root = expansion.expand(tree.root, '', { file: '', root: tree.root });
  return new ExpandedTree(root, problems, notices);
}

/** Copies of copies: a few lines could ask for billions of values. */
const mostCopied = 1_000_000;
/** Sections and macros inside of each other, or through each other; far more would exhaust the stack. */
const mostOpen = 1000;

/** A tree that ids are looked up in: the config (`file` is empty), or another file. */
interface Scope {
  readonly file: string;
  readonly root: ConfigNode;
}

class Expansion {
  readonly #done = new Map<ConfigNode, ConfigNode>();
  /** What is being expanded, from the outside in, with its name. */
  readonly #open = new Map<ConfigNode, string>();
  readonly #files = new Map<string, Scope>();
  readonly #budget = { left: mostCopied };

  constructor(
    readonly problems: BundleError[],
    readonly notices: Notice[],
  ) {}

  /** The node with macros replaced; the node itself where it holds none. */
  expand(node: ConfigNode, id: string, scope: Scope): ConfigNode {
    if (node.kind === 'scalar' && !isMacroText(node)) {
      this.#checkRelativeIds(node, id);
      return node;
    }
    const known = this.#done.get(node);
    if (known) return known;
    this.#open.set(node, scope.file === '' ? id : `${scope.file}#${id}`);
    try {
      const expanded = this.#expandOpen(node, id, scope);
      this.#done.set(node, expanded);
      return expanded;
    } finally {
      this.#open.delete(node);
    }
  }

  #expandOpen(node: ConfigNode, id: string, scope: Scope): ConfigNode {
    switch (node.kind) {
      case 'mapping':
        return this.#mapping(node, id, scope);
      case 'sequence':
        return this.#sequence(node, id, scope);
      case 'scalar':
        if (!isMacroText(node)) return node;
        try {
          return this.#macro(node, id, scope);
        } catch (error) {
          if (!(error instanceof BundleError)) throw error;
          this.problems.push(error);
          return node;
        }
    }
  }

  #checkRelativeIds(node: ScalarNode, id: string): void {
    for (const { written, start } of relativeReferences(node)) {
      if (absoluteId(written, node.home?.id ?? id) !== undefined) continue;
      const position = node.positionWithin(start);
      const failure = { family: 'config', code: 'relative_id_out_of_range', reference: `@${written}`, id } as const;
      this.problems.push(new BundleError(failure, { id, position }));
    }
  }

  #mapping(node: MappingNode, id: string, scope: Scope): ConfigNode {
    const { entries } = node;
    let changed: MappingNode | undefined;
    for (let place = 0; place < entries.length; place++) {
      const entry = entries[place];
      // A description is words for people.
      if (!entry || isFinal(entry.node) || entry.key === '_desc_') continue;
      const child = this.expand(entry.node, childId(id, entry.key), scope);
      if (child === entry.node) continue;
      if (!changed) {
        changed = new MappingNode(node.source, node.offset, entries);
        changed.remember({ replaced: node.replaced });
      }
      changed.set({ ...entry, node: child });
    }
    return changed ?? node;
  }

  #sequence(node: SequenceNode, id: string, scope: Scope): ConfigNode {
    const { items } = node;
    let changed: SequenceNode | undefined;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (!item || isFinal(item)) continue;
      const child = this.expand(item, childId(id, index), scope);
      if (child === item) continue;
      if (!changed) {
        changed = new SequenceNode(node.source, node.offset);
        changed.remember({ replaced: node.replaced });
        changed.items.push(...items);
      }
      changed.items[index] = child;
    }
    return changed ?? node;
  }

  #macro(node: TextNode, id: string, scope: Scope): ConfigNode {
    const text = node.value.slice(1);
    const where: Where = { id, position: node.position };
    const [path, targetId] = splitPathId(text);
    if (path !== '') {
      const file = locateFile(path, node);
      // A name like %Y-%m-%d.json is a pattern for file names, unless there is such a file.
      if (!isFile(file) && path.includes('%')) return node;
      return this.#copy(node, id, targetId, this.#fileScope(file, node, where), scope, where);
    }
    const absolute = absoluteId(targetId, id);
    if (absolute === undefined) {
      if (!looksLikeId(text)) return node;
      fail({ family: 'config', code: 'relative_id_out_of_range', reference: node.value, id }, where);
    }
    const isId = absolute !== '' && (looksLikeId(text) || !('failure' in this.#find(absolute, scope, where)));
    return isId ? this.#copy(node, id, absolute, scope, scope, where) : node;
  }

  #copy(macro: TextNode, id: string, targetId: string, from: Scope, into: Scope, where: Where): ConfigNode {
    const target = this.#find(targetId, from, where);
    if ('failure' in target) {
      const suggestion = nearestId(from.root, targetId);
      const failure = { family: 'config', code: 'unknown_macro', macro: macro.value.slice(1), suggestion } as const;
      return fail({ ...failure, miss: target.failure }, where);
    }
    this.#refuseCircle(target, where);
    if (this.#open.size > mostOpen) {
      const limit = 'this macro goes through a thousand others';
      fail({ family: 'config', code: 'config_too_large', path: macro.position.file, limit }, where);
    }
    const expanded = this.expand(target, targetId, from);
    // It is told once; what is left of the macros stays as it is.
    if (this.#budget.left < 0) return macro;
    const isForeign = from.file !== into.file;
    const copy = copyNode(expanded, { macro, from: targetId, to: id, isForeign, budget: this.#budget });
    copy.remember({ replaced: macro.replaced });
    return copy;
  }

  /** What stands at an id, going through macros on the way but leaving the last step as it is. */
  #find(id: string, scope: Scope, where: Where): ConfigNode | Miss {
    let at = scope.root;
    let behind = '';
    for (const part of splitId(id)) {
      if (isMacroText(at)) {
        this.#refuseCircle(at, where);
        at = this.expand(at, behind, scope);
      }
      const next = step(at, part, id, behind);
      if ('failure' in next) return next;
      at = next;
      behind = childId(behind, part);
    }
    return at;
  }

  #refuseCircle(node: ConfigNode, where: Where): void {
    const start = this.#open.get(node);
    if (start === undefined) return;
    const steps = [...this.#open].filter(([open]) => open.kind === 'scalar' || open === node).map(([, name]) => name);
    const cycle = [...steps.slice(steps.indexOf(start)), start];
    fail({ family: 'config', code: 'circular_macro', cycle }, where);
  }

  #fileScope(path: string, macro: ScalarNode, where: Where): Scope {
    const known = this.#files.get(path);
    if (known) return known;
    const layer = readLayer(path, where);
    const named = { note: 'this file is named here', position: macro.position };
    for (const { failure, id, position, related } of layer.problems) {
      this.problems.push(new BundleError(failure, { id, position, related: [...related, named] }));
    }
    this.notices.push(...layer.notices);
    const scope = { file: path, root: layer.root };
    this.#files.set(path, scope);
    return scope;
  }
}

function isMacroText(node: ConfigNode): node is TextNode {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.startsWith('%');
}

/** Whether a node is a scalar that has nothing to replace and no references: most are. */
function isFinal(node: ConfigNode): boolean {
  if (node.kind !== 'scalar') return false;
  const { value } = node;
  return typeof value !== 'string' || !(value.startsWith('%') || value.startsWith('@') || value.startsWith('$'));
}

/** A path is looked up from the working directory, then beside the file that names it. */
function locateFile(path: string, macro: ScalarNode): string {
  const { directory } = macro.source;
  if (isFile(path) || directory === undefined) return path;
  const beside = resolve(directory, path);
  return isFile(beside) ? beside : path;
}
