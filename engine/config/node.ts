import type { Position } from '../errors.js';
import { hashKey, type Value } from '../values/index.js';
import type { Source } from './source.js';

/** One value of a config, with the place it was written at. */
export type ConfigNode = ScalarNode | MappingNode | SequenceNode;

/** Where the relative ids (`@#x`) of a text start, when a macro copied the text away from there. */
export interface Home {
  /** The id the text was written at. */
  readonly id: string;
  /** The section copied, and where the copy stands: set for text from another file. */
  readonly copied?: { readonly from: string; readonly to: string };
}

/** What few nodes have to tell, kept apart so that the many stay small. */
interface Background {
  readonly replaced?: ConfigNode;
  readonly copiedBy?: ScalarNode;
  readonly home?: Home;
}

abstract class PlacedNode {
  #background: Background | undefined = undefined;

  constructor(
    readonly source: Source,
    readonly offset: number,
  ) {}

  get position(): Position {
    return this.source.positionAt(this.offset);
  }

  /** The value that this one replaced; that one may have replaced another. */
  get replaced(): ConfigNode | undefined {
    return this.#background?.replaced;
  }

  /** The macro that copied this value here. */
  get copiedBy(): ScalarNode | undefined {
    return this.#background?.copiedBy;
  }

  /** Where the relative ids in the text start; undefined for the place it stands at. */
  get home(): Home | undefined {
    return this.#background?.home;
  }

  remember(more: Background): void {
    this.#background = { ...this.#background, ...more };
  }
}

/** Text, a number, true, false or null; from TypeScript any object that is neither mapping nor list. */
export class ScalarNode extends PlacedNode {
  get kind(): 'scalar' {
    return 'scalar';
  }

  constructor(
    source: Source,
    offset: number,
    readonly value: Value,
  ) {
    super(source, offset);
  }

  /** The place of a character of a text value; the start of the value where the text is not written plainly. */
  positionWithin(index: number): Position {
    const { source, offset, value } = this;
    if (typeof value !== 'string' || source.text === undefined) return this.position;
    for (const quote of [1, 0]) {
      if (source.text.startsWith(value, offset + quote)) return source.positionAt(offset + quote + index);
    }
    return this.position;
  }
}

/** A scalar that holds text. */
export interface TextNode extends ScalarNode {
  readonly value: string;
}

/** A key of a mapping with its value. */
export interface Entry {
  readonly key: Value;
  readonly source: Source;
  readonly keyOffset: number;
  readonly node: ConfigNode;
}

/** Mappings with no more keys than this are searched one by one: most are small, and need no index then. */
const fewKeys = 8;

/** Keys are strings but for YAML's and TypeScript's, which may be any value that Python can hash. */
export class MappingNode extends PlacedNode {
  readonly #entries: Entry[];
  /** Places of keys in the list, by `hashKey`; made when the mapping has grown. */
  #index: Map<unknown, number> | undefined = undefined;
  #isComponent = false;

  constructor(source: Source, offset: number, entries: readonly Entry[] = []) {
    super(source, offset);
    this.#entries = [...entries];
    this.#isComponent = this.#find('_target_') >= 0;
  }

  get kind(): 'mapping' {
    return 'mapping';
  }

  /** In the order of the document. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Whether it has `_target_`. */
  get isComponent(): boolean {
    return this.#isComponent;
  }

  /** The entry of a string key. */
  entry(key: string): Entry | undefined {
    return this.#entries[this.#find(key)];
  }

  /** The value of a string key. */
  get(key: string): ConfigNode | undefined {
    return this.#entries[this.#find(key)]?.node;
  }

  /** Adds or replaces; a replaced entry keeps its place and its first key, as in Python. */
  set(entry: Entry): void {
    const { key } = entry;
    const place = this.#find(key);
    const old = this.#entries[place];
    if (old) {
      this.#entries[place] = old.key === key ? entry : { ...entry, key: old.key };
      return;
    }
    this.#index?.set(hashKey(key), this.#entries.length);
    this.#entries.push(entry);
    if (key === '_target_') this.#isComponent = true;
  }

  delete(key: string): void {
    const place = this.#find(key);
    if (place < 0) return;
    this.#entries.splice(place, 1);
    this.#index = undefined;
    if (key === '_target_') this.#isComponent = false;
  }

  /** The string keys. */
  keys(): string[] {
    return this.#entries.map(({ key }) => key).filter((key) => typeof key === 'string');
  }

  #find(key: Value): number {
    const entries = this.#entries;
    if (entries.length <= fewKeys && typeof key === 'string') {
      for (let place = 0; place < entries.length; place++) if (entries[place]?.key === key) return place;
      return -1;
    }
    this.#index ??= new Map(entries.map((entry, place) => [hashKey(entry.key), place]));
    return this.#index.get(hashKey(key)) ?? -1;
  }
}

export class SequenceNode extends PlacedNode {
  get kind(): 'sequence' {
    return 'sequence';
  }

  readonly items: ConfigNode[] = [];
}

/** Where a key is written. */
export function keyPosition(entry: Entry): Position {
  return entry.source.positionAt(entry.keyOffset);
}

/** A mapping that is a component: it has `_target_`. */
export function isComponent(node: ConfigNode): node is MappingNode {
  return node.kind === 'mapping' && node.isComponent;
}

/** Text that starts with `$`. */
export function isExpression(node: ConfigNode): node is TextNode {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.startsWith('$');
}
