import { childId, normalizeId, splitId } from '../config/id.js';
import { pythonKey } from '../config/key.js';
import { type ConfigNode, isComponent, type SequenceNode } from '../config/node.js';
import { savedContent, savedText } from '../config/saved-text.js';
import { repr } from '../expression/text/repr.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Items } from '../resolve/item.js';
import { fromHost } from '../values/index.js';
import { aligned } from './align.js';
import type { Placed } from './explanation.js';
import { placed } from './placed.js';
import { shortForm } from './short-form.js';
import { kindOfWritten } from './written.js';

/** One difference between two configs. */
export type Difference =
  | { readonly change: 'added'; readonly id: string; readonly after: Placed }
  | { readonly change: 'removed'; readonly id: string; readonly before: Placed }
  | {
      readonly change: 'changed';
      readonly id: string;
      /** The id in the first config, where list items have moved. */
      readonly idBefore?: string;
      readonly before: Placed;
      readonly after: Placed;
    }
  /** Written alike, but another value, since something it refers to has changed. */
  | {
      readonly change: 'follows';
      readonly id: string;
      readonly before: Placed & { readonly value: string };
      readonly after: Placed & { readonly value: string };
    };

/**
 * How two configs differ, as trees with macros replaced: values added, removed and changed, items of lists matched where
 * they are alike; then references and expressions that are written alike and have another value.
 */
export async function differencesOf(a: ConfigParser, b: ConfigParser): Promise<Difference[]> {
  const comparison = new Comparison();
  comparison.compare(a.expanded.root, b.expanded.root, '', '');
  const followers = await comparison.followers(a, b);
  return [...comparison.found, ...followers];
}

/** Sections whose expressions do things: they are compared as written only. */
const actions: ReadonlySet<string> = new Set(['initialize', 'run', 'finalize']);

class Comparison {
  readonly found: Difference[] = [];
  readonly #texts = new WeakMap<ConfigNode, string>();
  /** Ids of scalars written alike that have a value of their own: references and expressions. */
  readonly #alike: {
    readonly idBefore: string;
    readonly id: string;
    readonly before: ConfigNode;
    readonly after: ConfigNode;
  }[] = [];

  compare(before: ConfigNode, after: ConfigNode, idBefore: string, id: string): void {
    if (before.kind === 'mapping' && after.kind === 'mapping') {
      const keys = new Map(after.entries.map((entry) => [pythonKey(entry.key), entry.node]));
      for (const { key, node } of before.entries) {
        const other = keys.get(pythonKey(key));
        if (other) this.compare(node, other, childId(idBefore, key), childId(id, key));
        else this.found.push({ change: 'removed', id: childId(idBefore, key), before: placed(node) });
      }
      const known = new Set(before.entries.map(({ key }) => pythonKey(key)));
      for (const { key, node } of after.entries) {
        if (!known.has(pythonKey(key))) this.found.push({ change: 'added', id: childId(id, key), after: placed(node) });
      }
    } else if (
      before.kind === 'sequence' &&
      after.kind === 'sequence' &&
      !(isShortData(before) && isShortData(after))
    ) {
      this.#compareLists(before.items, after.items, idBefore, id);
    } else if (anySpelling(this.#text(before, idBefore)) !== anySpelling(this.#text(after, id))) {
      const moved = idBefore === id ? {} : { idBefore };
      this.found.push({ change: 'changed', id, ...moved, before: placed(before), after: placed(after) });
    } else if (['reference', 'expression'].includes(kindOfWritten(after)) && !actions.has(splitId(id)[0] ?? '')) {
      this.#alike.push({ idBefore, id, before, after });
    }
  }

  #compareLists(before: readonly ConfigNode[], after: readonly ConfigNode[], idBefore: string, id: string): void {
    const texts = (nodes: readonly ConfigNode[], section: string): string[] =>
      nodes.map((node, index) => this.#text(node, childId(section, index)));
    for (const [from, to] of aligned(texts(before, idBefore), texts(after, id), (i, j) =>
      isSameSort(before[i], after[j]),
    )) {
      const old = from === undefined ? undefined : before[from];
      const now = to === undefined ? undefined : after[to];
      const oldId = childId(idBefore, from ?? 0);
      const nowId = childId(id, to ?? 0);
      if (old && now) this.compare(old, now, oldId, nowId);
      else if (old) this.found.push({ change: 'removed', id: oldId, before: placed(old) });
      else if (now) this.found.push({ change: 'added', id: nowId, after: placed(now) });
    }
  }

  /** What is written alike but refers, directly or not, to something that differs. */
  async followers(a: ConfigParser, b: ConfigParser): Promise<Difference[]> {
    const changed = new Set(this.found.map(({ id }) => normalizeId(id)));
    const followers: Difference[] = [];
    for (const { idBefore, id, before, after } of this.#alike) {
      if (![...b.needed([id])].some((needed) => changed.has(needed))) continue;
      const [old, now] = [await resolvedAt(a, idBefore), await resolvedAt(b, id)];
      if (!old || !now || old.text === now.text) continue;
      followers.push({
        change: 'follows',
        id,
        before: { ...placed(before), value: old.short },
        after: { ...placed(after), value: now.short },
      });
    }
    return followers;
  }

  #text(node: ConfigNode, id: string): string {
    let text = this.#texts.get(node);
    if (text === undefined) {
      text = textOf(node, id);
      this.#texts.set(node, text);
    }
    return text;
  }
}

/** Whether a list says more as a whole than item by item: `features: [32, 64, 128]`. */
function isShortData({ items }: SequenceNode): boolean {
  return items.length <= 32 && items.every((item) => kindOfWritten(item) === 'value');
}

/** References with one separator: `@a#b` and `@a::b` are one. */
function anySpelling(text: string): string {
  return text.replace(/@[\p{L}\p{N}_#:]+/gu, normalizeId);
}

function textOf(node: ConfigNode, id: string): string {
  return savedText(savedContent(node, id)).text;
}

/** Whether one list item may have become the other: components of one target, or values of one kind. */
function isSameSort(a: ConfigNode | undefined, b: ConfigNode | undefined): boolean {
  if (!a || !b) return false;
  if (isComponent(a) && isComponent(b)) return targetOf(a) === targetOf(b);
  return kindOfWritten(a) === kindOfWritten(b);
}

function targetOf(node: ConfigNode): unknown {
  const target = isComponent(node) ? node.get('_target_') : undefined;
  return target?.kind === 'scalar' ? target.value : undefined;
}

/** The value of an item that needs no component, if it has one here. */
async function resolvedAt(parser: ConfigParser, id: string): Promise<{ text: string; short: string } | undefined> {
  const items = new Items(parser.expanded.root);
  for (const needed of parser.needed([id])) {
    const found = items.find(needed);
    if ('node' in found && isComponent(found.node)) return undefined;
  }
  try {
    const value = fromHost(await parser.resolve(id));
    return { text: repr(value), short: shortForm(value) };
  } catch {
    // A data set that is not on this machine: whether its values differ cannot be told.
    return undefined;
  }
}
