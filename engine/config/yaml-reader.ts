import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { YamlError } from '../errors/config.js';
import { BundleError, fail } from '../errors.js';
import { hashKey, type Value } from '../values/index.js';
import { childId } from './id.js';
import { pythonKey } from './key.js';
import { refuseDepth, type SourceLayer } from './layer.js';
import { refuseManyDigits } from './many-digits.js';
import { type ConfigNode, type Entry, keyPosition, MappingNode, ScalarNode, SequenceNode } from './node.js';
import type { Notice } from './notice.js';
import type { Source } from './source.js';
import { readPlainScalar } from './yaml-scalar.js';
import { readTagged } from './yaml-tag.js';

/**
 * Reads YAML 1.2 with 1.1's values where the two disagree (see yaml-scalar.ts), with anchors and merge keys. An empty
 * file is an empty mapping. A duplicate key is a problem of the layer that does not stop the reading.
 * @throws BundleError config_syntax, config_too_large
 */
export function readYaml(source: Source): SourceLayer {
  const document = parseDocument(source.text ?? '', {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    merge: false,
    resolveKnownTags: false,
  });
  const [error] = document.errors;
  if (error) {
    if (error.message.includes('call stack')) refuseDepth(source, error.pos[0]);
    const problem =
      error.code === 'MULTIPLE_DOCS' ? 'it holds several documents' : error.message.replace(/\.?\s*$/, '');
    refuse(source, error.pos[0], problem, stageOf(error.code), hint(error.code));
  }
  const reader = new YamlReader(source);
  const root = document.contents === null ? new MappingNode(source, 0) : reader.node(document.contents as Node, '');
  const isEmpty = root.kind === 'scalar' && root.value === null;
  return {
    source,
    root: isEmpty ? new MappingNode(source, 0) : root,
    problems: reader.problems,
    notices: reader.notices,
  };
}

/** The stage of PyYAML that would find the fault. */
function stageOf(code: string): YamlError {
  switch (code) {
    case 'MULTIPLE_DOCS':
    case 'BAD_ALIAS':
      return 'ComposerError';
    case 'TAG_RESOLVE_FAILED':
      return 'ConstructorError';
    case 'MISSING_CHAR':
    case 'BAD_INDENT':
    case 'UNEXPECTED_TOKEN':
      return 'ParserError';
    default:
      return 'ScannerError';
  }
}

function hint(code: string): string | undefined {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_SCALAR_START':
      return 'put the text in quotes: @ and % cannot start one without';
    case 'MULTIPLE_DOCS':
      return 'put each into a file of its own';
    default:
      return undefined;
  }
}

function refuse(source: Source, offset: number, problem: string, yamlError: YamlError, fix?: string): never {
  const { file } = source;
  const failure = { family: 'config', code: 'config_syntax', path: file, language: 'YAML', problem, fix } as const;
  fail({ ...failure, yamlError }, { position: source.positionAt(offset) });
}

/** Aliases are copied, so that an override of one place leaves the others alone; few lines could ask for billions. */
const mostNodes = 1_000_000;

class YamlReader {
  readonly problems: BundleError[] = [];
  readonly notices: Notice[] = [];
  readonly #anchors = new Map<string, Node>();
  /** Anchored nodes that reading is inside of: an alias to one of them has no end. */
  readonly #open = new Set<Node>();
  #nodes = 0;
  #aliasDepth = 0;

  constructor(readonly source: Source) {}

  node(ast: Node | null, id: string): ConfigNode {
    const offset = ast?.range?.[0] ?? 0;
    if (++this.#nodes > mostNodes) {
      const limit = `its aliases copy more than ${mostNodes} values`;
      const failure = { family: 'config', code: 'config_too_large', path: this.source.file, limit } as const;
      fail(failure, { position: this.source.positionAt(offset) });
    }
    if (isAlias(ast)) return this.#alias(ast, id);
    if (isScalar(ast)) return this.#scalar(ast, offset);
    if (!isMap(ast) && !isSeq(ast)) return new ScalarNode(this.source, offset, null);
    if (ast.anchor) this.#anchors.set(ast.anchor, ast);
    this.#open.add(ast);
    const node = isMap(ast) ? this.#mapping(ast, id, offset) : this.#list(ast.items, id, offset);
    this.#open.delete(ast);
    return readTagged(ast.tag, node, (problem) => refuse(this.source, offset, problem, 'ConstructorError'));
  }

  #alias(alias: Alias, id: string): ConfigNode {
    const target = this.#anchors.get(alias.source);
    const offset = alias.range?.[0] ?? 0;
    if (!target) refuse(this.source, offset, `there is no anchor &${alias.source} before this`, 'ComposerError');
    if (this.#open.has(target)) refuse(this.source, offset, `*${alias.source} contains itself`, 'ComposerError');
    this.#aliasDepth++;
    const copy = this.node(target, id);
    this.#aliasDepth--;
    return copy;
  }

  #scalar(ast: Scalar, offset: number): ScalarNode {
    if (ast.anchor) this.#anchors.set(ast.anchor, ast);
    const text = String(ast.value ?? '');
    if (ast.tag !== undefined && ast.tag !== '!') {
      const node = new ScalarNode(this.source, offset, text);
      return readTagged(ast.tag, node, (problem) => refuse(this.source, offset, problem, 'ConstructorError'));
    }
    if (ast.type !== 'PLAIN' || ast.tag === '!') return new ScalarNode(this.source, offset, this.#quoted(ast, text));
    refuseManyDigits(text, this.source, offset, 'YAML');
    const { value, disputed } = readPlainScalar(text);
    if (disputed && this.#aliasDepth === 0) {
      const read = typeof value === 'string' ? 'text' : pythonKey(value);
      this.notices.push({ code: 'yaml_versions', text, read, position: this.source.positionAt(offset) });
    }
    return new ScalarNode(this.source, offset, value);
  }

  /** A block text at the end of a file that has no last line break has none either. */
  #quoted(ast: Scalar, text: string): string {
    const file = this.source.text ?? '';
    const isLast = ast.type?.startsWith('BLOCK') && (ast.range?.[1] ?? 0) >= file.length && !file.endsWith('\n');
    return isLast ? text.replace(/\n$/, '') : text;
  }

  #list(items: readonly unknown[], id: string, offset: number): SequenceNode {
    const node = new SequenceNode(this.source, offset);
    for (const [index, item] of items.entries()) node.items.push(this.node(item as Node | null, childId(id, index)));
    return node;
  }

  #mapping(ast: YAMLMap, id: string, offset: number): MappingNode {
    const node = new MappingNode(this.source, offset);
    const pairs = ast.items as Pair<Node | null, Node | null>[];
    const isMerge = ({ key }: Pair<Node | null>): boolean =>
      isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
    for (const pair of pairs) if (isMerge(pair)) this.#merge(node, pair.value, id);
    const own = new Map<unknown, Entry>();
    for (const pair of pairs) {
      if (isMerge(pair)) continue;
      const key = this.#key(pair.key);
      const keyOffset = pair.key?.range?.[0] ?? offset;
      const value = this.node(pair.value, childId(id, key));
      const entry = { key, source: this.source, keyOffset, node: value };
      const first = own.get(hashKey(key));
      if (first) this.#duplicate(entry, first, id);
      own.set(hashKey(key), entry);
      node.set(entry);
    }
    return node;
  }

  /** `<<: *base`: the base's keys come first, and the mapping's own replace them. Of several bases the first wins. */
  #merge(into: MappingNode, value: Node | null, id: string): void {
    const bases = isSeq(value) ? [...value.items].reverse() : [value];
    for (const base of bases) {
      const node = this.node(base as Node | null, id);
      if (node.kind !== 'mapping')
        refuse(this.source, node.offset, '<< takes a mapping, or a list of mappings', 'ConstructorError');
      for (const entry of node.entries) into.set(entry);
    }
  }

  #key(ast: Node | null): Value {
    const key = this.node(ast, '');
    if (key.kind !== 'scalar') {
      refuse(this.source, key.offset, 'a key must be text, a number, true, false or null', 'ConstructorError');
    }
    return key.value;
  }

  #duplicate(second: Entry, first: Entry, id: string): void {
    const key = pythonKey(second.key);
    const related = [{ note: 'first given here', position: keyPosition(first) }];
    const where = { id: childId(id, second.key), position: keyPosition(second), related };
    this.problems.push(new BundleError({ family: 'config', code: 'duplicate_key', key }, where));
  }
}
