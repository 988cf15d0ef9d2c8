import { absoluteContentOf, contentOf, nodeOf } from '../config/content.js';
import { type ExportFormat, exportConfig } from '../config/export.js';
import { readLayer } from '../config/files.js';
import { childId, normalizeId, splitId, splitPathId } from '../config/id.js';
import { type ConfigSource, inlineLayer, loadTree } from '../config/layers.js';
import { ExpandedTree, expandMacros } from '../config/macros.js';
import { mergeEntry } from '../config/merge.js';
import { type ConfigNode, MappingNode } from '../config/node.js';
import type { Notice } from '../config/notice.js';
import { applyOverrides, type Override, type OverrideRules } from '../config/overrides.js';
import { type Provenance, provenanceOf } from '../config/provenance.js';
import { Source } from '../config/source.js';
import { lookUp, MergedTree, putAt, step } from '../config/tree.js';
import { type BundleError, BundleErrors, fail } from '../errors.js';
import { type Registry, registry } from '../registry/registry.js';
import { Dict, fromHost } from '../values/index.js';
import { findFaults } from './check/check.js';
import { Creator } from './creator.js';
import type { Globals } from './names.js';
import { neededBy } from './needed.js';
import { Resolver } from './resolver.js';

export interface ParserOptions {
  /** Names for expressions beside `monai`, `torch`, `np` and `numpy`: a module's name, or a value. False: none at all. */
  readonly globals?: Globals | false;
  /** Bare component names from modules whose path holds one of these are not found. */
  readonly excludes?: string | readonly string[];
  readonly registry?: Registry;
  /** Stands for the file of values given from TypeScript, in messages. */
  readonly label?: string;
}

export interface ContentOptions {
  /** False: a component's config with its references filled in, instead of the component. */
  readonly instantiate?: boolean;
  /** False: an expression's text instead of its value. */
  readonly evalExpr?: boolean;
  /** False: everything is resolved afresh. */
  readonly lazy?: boolean;
  /** Returned when there is no such id. */
  readonly default?: unknown;
}

const metaKey = '_meta_';
/** Names of MONAI's that it has changed. */
const renamed = new Map([['optional_packages_version', 'required_packages_version']]);

/**
 * A config with its resolved items: MONAI's `ConfigParser` for TypeScript. Ids go from mapping to list to mapping with
 * `::` or `#` between: `train::trainer::max_epochs`, `transforms#0`. What it returns are engine values (a mapping is a
 * `Dict`, the float 2.0 a `Float`; `toHost` makes plain JavaScript of them), and configs are returned as copies: change
 * a config with {@link ConfigParser.set}.
 */
export class ConfigParser {
  #tree: MergedTree | ExpandedTree;
  #expanded: ExpandedTree | undefined;
  #resolver: Resolver | undefined;
  readonly #source: Source;
  readonly #creator: Creator;

  constructor(config?: unknown, options: ParserOptions = {}) {
    const { globals = {}, excludes = [], label = '<config>' } = options;
    this.#source = new Source(label, undefined, undefined);
    this.#creator = new Creator(
      options.registry ?? registry,
      globals,
      typeof excludes === 'string' ? [excludes] : excludes,
    );
    const content = config === undefined || config === null ? { [metaKey]: {} } : config;
    this.#tree = new MergedTree(this.#renameOld(inlineLayer(content, label).root));
  }

  /** A parser for a tree that is already read, with the problems found so far: {@link ConfigParser.check} tells them. */
  static fromTree(tree: MergedTree, options: ParserOptions = {}): ConfigParser {
    const parser = new ConfigParser({}, options);
    parser.#tree = tree;
    return parser;
  }

  /**
   * Reads files (or takes mappings) in place of what the config holds; `_meta_` stays unless they have one of their own.
   * @throws BundleError, or BundleErrors for several faults in the files
   */
  readConfig(files: ConfigSource): void {
    const meta = lookUp(this.#tree.root, metaKey);
    const loaded = this.#load(files);
    const root = new MappingNode(this.#source, 0);
    const metaNode = 'failure' in meta ? new MappingNode(this.#source, 0) : meta;
    root.set({ key: metaKey, source: metaNode.source, keyOffset: metaNode.offset, node: metaNode });
    if (loaded.root.kind === 'mapping') for (const entry of loaded.root.entries) root.set(entry);
    this.#edit(new MergedTree(this.#renameOld(root), [], [...loaded.notices]));
  }

  /** Reads metadata, which becomes `_meta_` as a whole. */
  readMeta(files: ConfigSource): void {
    const loaded = this.#load(files);
    const tree = this.#edit();
    tree.notices.push(...loaded.notices);
    putAt(tree, metaKey, this.#renameOld(loaded.root));
  }

  #load(files: ConfigSource): MergedTree {
    const loaded = loadTree(files, this.#source.file);
    throwProblems(loaded.problems);
    return loaded;
  }

  /** The config at an id as it is written (after `parse()`: with macros replaced), a copy; or the default. */
  get(id: string | number = '', otherwise: unknown = null): unknown {
    const node = lookUp(this.#tree.root, normalizeId(id));
    if ('failure' in node) return otherwise;
    return this.#tree instanceof ExpandedTree ? absoluteContentOf(node, normalizeId(id)) : contentOf(node);
  }

  /**
   * Sets the config at an id. Missing mappings on the way are made when `recursive`, else the parent must exist.
   * @throws BundleError unknown_id, index_out_of_range, invalid_index, not_a_container
   */
  set(config: unknown, id: string | number = '', recursive = true): void {
    const tree = this.#edit();
    if (recursive) this.#makeWay(tree, splitId(id).slice(0, -1));
    putAt(tree, normalizeId(id), this.#renameOld(nodeOf(config, this.#source)));
  }

  /** Makes sure that there is something at each id on the way: where a mapping lacks a key, it gets a mapping. */
  #makeWay(tree: MergedTree, parts: readonly string[]): void {
    let at = tree.root;
    let id = '';
    for (const part of parts) {
      if (at.kind === 'mapping' && !at.get(part)) putAt(tree, childId(id, part), new MappingNode(this.#source, 0));
      const next = step(at, part, childId(id, part), id);
      if ('failure' in next) {
        const { failure } = next;
        fail('inLookUp' in failure ? { ...failure, inLookUp: false } : failure);
      }
      at = next;
      id = childId(id, part);
    }
  }

  /** Sets several ids, each with an existing parent; a `+` before an id merges as in a file. */
  update(pairs: Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown>): void {
    const tree = this.#edit();
    for (const [id, config] of pairs instanceof Map || pairs instanceof Dict ? pairs : Object.entries(pairs)) {
      const node = nodeOf(config, this.#source);
      if (id === '') putAt(tree, '', node);
      else mergeEntry(tree, { key: String(id), source: this.#source, keyOffset: 0, node });
    }
  }

  /** Applies the overrides of a command line. Slips and other mistakes are told by {@link ConfigParser.check}. */
  override(overrides: readonly Override[], rules: OverrideRules = {}): void {
    applyOverrides(this.#edit(), overrides, rules);
  }

  /** Whether the config has something at an id. */
  has(id: string | number): boolean {
    return !('failure' in lookUp(this.#tree.root, normalizeId(id)));
  }

  /**
   * Replaces macros. Called by itself when content is asked for.
   * @param reset whether items resolved before are forgotten
   * @throws BundleError, or BundleErrors for several faults
   */
  parse(reset = true): void {
    if (!reset && this.#resolver) return;
    const expanded = this.#expand();
    throwProblems(expanded.problems);
    this.#tree = expanded;
    this.#resolver = new Resolver(expanded, this.#creator);
  }

  /**
   * The resolved item of an id: a component, the value of an expression, what a reference names, or data with all of
   * these inside. Each is made once. A Promise that an item yields is its value: see {@link ConfigParser.resolve}.
   * @throws BundleError with id, position and the chain of references
   */
  getParsedContent(id: string | number = '', options: ContentOptions = {}): unknown {
    const resolver = this.#resolverFor(options);
    if ('default' in options && !resolver.has(id)) return options.default;
    return resolver.resolve(id, modeOf(options));
  }

  /** The same, where Promises that items yield are awaited before anything uses them. */
  async resolve(id: string | number = '', options: ContentOptions = {}): Promise<unknown> {
    const resolver = this.#resolverFor(options);
    if ('default' in options && !resolver.has(id)) return options.default;
    return resolver.resolveAsync(id, modeOf(options));
  }

  /** The items made so far, with their values: components first, then what expressions gave, in the order of the config. */
  made(): Iterable<readonly [id: string, value: unknown]> {
    return this.#resolver?.made() ?? [];
  }

  /** Forgets the value of one item, so that it is made anew when next asked for. */
  forget(id: string | number): void {
    this.#resolver?.forget(id);
  }

  /**
   * Faults that can be seen before anything is made: in the files, macros, references, expressions, component names and
   * arguments, imports. Empty when there is none.
   */
  check(): BundleError[] {
    return findFaults(this.#expand(), this.#creator);
  }

  /** The ids of all items that these items need, directly or through others, themselves included. */
  needed(ids: Iterable<string>): Set<string> {
    return neededBy(this.#expand().root, ids);
  }

  /** Where the value at an id comes from, and what it replaced. */
  provenance(id: string | number): Provenance | undefined {
    return provenanceOf(this.#tree.root, normalizeId(id));
  }

  /** The config with macros replaced, its faults included: to look at, not to change. */
  get expanded(): ExpandedTree {
    return this.#expand();
  }

  /** What is worth telling, from reading to resolving. */
  get notices(): readonly Notice[] {
    return [...this.#tree.notices, ...this.#creator.notices];
  }

  #resolverFor({ lazy = true }: ContentOptions): Resolver {
    if (!lazy || !this.#resolver) this.parse(true);
    if (!this.#resolver) throw new Error('parse() leaves a resolver');
    return this.#resolver;
  }

  /** The tree with macros replaced; done once after each change. */
  #expand(): ExpandedTree {
    if (this.#tree instanceof ExpandedTree) return this.#tree;
    this.#expanded ??= expandMacros(this.#tree);
    return this.#expanded;
  }

  /** Takes up a tree (the present one) for changes: what was resolved is forgotten. */
  #edit(tree = this.#merged()): MergedTree {
    this.#tree = tree;
    this.#expanded = undefined;
    this.#resolver = undefined;
    return tree;
  }

  #merged(): MergedTree {
    const { root, problems, notices } = this.#tree;
    return this.#tree instanceof MergedTree ? this.#tree : new MergedTree(root, [...problems], [...notices]);
  }

  #renameOld<N extends ConfigNode>(root: N): N {
    if (root.kind !== 'mapping') return root;
    for (const [old, now] of renamed) {
      const entry = root.entry(old);
      if (!entry) continue;
      root.delete(old);
      root.set({ ...entry, key: now });
      this.#creator.notices.push({ code: 'old_name', name: old, now });
    }
    return root;
  }

  /** One file as it stands: keys that merge or reach in are kept as keys. */
  static loadConfigFile(path: string): unknown {
    if (path === '') return new Dict();
    const layer = readLayer(path);
    throwProblems(layer.problems);
    return contentOf(layer.root);
  }

  /** Files merged, later over earlier. */
  static loadConfigFiles(files: ConfigSource): unknown {
    const { root, problems } = loadTree(files);
    throwProblems(problems);
    return contentOf(root);
  }

  /** Writes a config to a file. */
  static exportConfigFile(config: unknown, path: string, format: ExportFormat = 'json', indent?: number): void {
    exportConfig(fromHost(config), path, format, indent);
  }

  /** `a.json#net::0` → `['a.json', 'net::0']`; one of the two may be empty. */
  static splitPathId(text: string): [path: string, id: string] {
    return splitPathId(text);
  }
}

function modeOf({ instantiate = true, evalExpr = true }: ContentOptions) {
  return { instantiate, evalExpr };
}

function throwProblems(problems: readonly BundleError[]): void {
  const [first] = problems;
  if (first) throw problems.length === 1 ? first : new BundleErrors(problems);
}
