import { type AnyNode, parse } from '@humanwhocodes/momoa';
import JSON5 from 'json5';
import { BundleError, fail } from '../errors.js';
import { makeFloat, makeInt } from '../values/index.js';
import { childId } from './id.js';
import { refuseDepth, type SourceLayer } from './layer.js';
import { refuseManyDigits } from './many-digits.js';
import { type ConfigNode, keyPosition, MappingNode, ScalarNode, SequenceNode } from './node.js';
import type { Source } from './source.js';

/**
 * Reads JSON5: comments, trailing commas, single quotes, bare keys. The json5 package decides what is valid, momoa tells
 * where each value stands.
 * @throws BundleError config_syntax
 */
export function readJson5(source: Source): SourceLayer {
  const text = source.text ?? '';
  refuseInvalid(source, text);
  const reader = new Json5Reader(source, text);
  try {
    const { body } = parse(text, { mode: 'json5', ranges: true });
    return { source, root: reader.node(body, ''), problems: reader.problems, notices: [] };
  } catch (error) {
    if (error instanceof RangeError) refuseDepth(source);
    throw error;
  }
}

function refuseInvalid(source: Source, text: string): void {
  try {
    JSON5.parse(text);
  } catch (error) {
    if (error instanceof RangeError) refuseDepth(source);
    const problem = error instanceof Error ? error.message.replace(/^JSON5: /, '').replace(/ at \d+:\d+$/, '') : '';
    const { file } = source;
    fail(
      { family: 'config', code: 'config_syntax', path: file, language: 'JSON5', problem },
      { position: place(source, error) },
    );
  }
}

function place(source: Source, error: unknown) {
  const known = typeof error === 'object' && error !== null && 'lineNumber' in error && 'columnNumber' in error;
  const line = known ? Number(error.lineNumber) : 1;
  return { file: source.file, layer: source.file, line, column: known ? Number(error.columnNumber) : 1 };
}

class Json5Reader {
  readonly problems: BundleError[] = [];

  constructor(
    readonly source: Source,
    readonly text: string,
  ) {}

  node(ast: AnyNode, id: string): ConfigNode {
    const offset = ast.range?.[0] ?? 0;
    switch (ast.type) {
      case 'Object': {
        const node = new MappingNode(this.source, offset);
        for (const { name, value } of ast.members) {
          this.#add(node, name.type === 'String' ? this.#string(name) : name.name, name.range?.[0] ?? 0, value, id);
        }
        return node;
      }
      case 'Array': {
        const node = new SequenceNode(this.source, offset);
        for (const [index, element] of ast.elements.entries()) {
          node.items.push(this.node(element.value, childId(id, index)));
        }
        return node;
      }
      case 'String':
        return new ScalarNode(this.source, offset, this.#string(ast));
      case 'Number':
        refuseManyDigits(this.#written(ast), this.source, offset, 'JSON5');
        return new ScalarNode(this.source, offset, numberOf(this.#written(ast)));
      case 'Boolean':
        return new ScalarNode(this.source, offset, ast.value);
      case 'NaN':
        return new ScalarNode(this.source, offset, Number.NaN);
      case 'Infinity':
        return new ScalarNode(
          this.source,
          offset,
          ast.sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
        );
      default:
        return new ScalarNode(this.source, offset, null);
    }
  }

  #add(node: MappingNode, key: string, keyOffset: number, value: AnyNode, id: string): void {
    const first = node.entry(key);
    const entry = { key, source: this.source, keyOffset, node: this.node(value, childId(id, key)) };
    if (first) {
      const related = [{ note: 'first given here', position: keyPosition(first) }];
      const where = { id: childId(id, key), position: keyPosition(entry), related };
      this.problems.push(new BundleError({ family: 'config', code: 'duplicate_key', key }, where));
    }
    node.set(entry);
  }

  #string(ast: AnyNode): string {
    const decoded: unknown = JSON5.parse(this.#written(ast));
    return String(decoded);
  }

  #written(ast: AnyNode): string {
    return ast.range ? this.text.slice(ast.range[0], ast.range[1]) : '';
  }
}

/** `0x10`, `+5`, `.5`, `2.`: an integer without point and exponent is an int, anything else a float. */
function numberOf(text: string) {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]\s*/, '');
  if (/^(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(digits)) return makeInt(BigInt(digits) * BigInt(sign));
  return makeFloat(Number(digits) * sign);
}
