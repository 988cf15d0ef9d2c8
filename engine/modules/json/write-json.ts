import { allocate, spend } from '../../expression/budget.js';
import { call } from '../../expression/operators/call.js';
import { lessThan } from '../../expression/operators/order.js';
import { typeError, valueError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { Dict, Float, floatRepr, isFloat, Tuple, type Value } from '../../values/index.js';

/** How {@link writeJson} formats; the defaults are those of Python's `json.dumps`. */
export interface JsonStyle {
  readonly itemSeparator: string;
  readonly keySeparator: string;
  /** What one level is indented by; null writes everything in one line. */
  readonly indent: string | null;
  readonly sortKeys: boolean;
  readonly skipKeys: boolean;
  readonly ensureAscii: boolean;
  readonly allowNan: boolean;
  /** Called for values that JSON lacks, to give one that it has. */
  readonly fallback: Value;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** A JSON string literal, as Python writes it. */
export function quoteJson(text: string, ensureAscii: boolean): string {
  const special = ensureAscii ? /["\\]|[^ -~]/g : /["\\]|[^ -\uffff]/g;
  const quoted = text.replace(special, (character) => {
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  allocate(quoted.length);
  return `"${quoted}"`;
}

function numberText(value: number, style: JsonStyle): string {
  if (Number.isFinite(value)) return floatRepr(value);
  if (!style.allowNan) valueError(`Out of range float values are not JSON compliant: ${floatRepr(value)}`);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** Python's `json.dumps`. @throws TypeError for values that JSON lacks, ValueError for circular ones */
export function writeJson(value: Value, style: JsonStyle): string {
  return write(value, style, '\n', []);
}

function write(value: Value, style: JsonStyle, lineBreak: string, outer: readonly object[]): string {
  spend(1);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return quoteJson(value, style.ensureAscii);
  if (value instanceof Float) return numberText(value.value, style);
  if (isFloat(value)) return numberText(Number(value), style);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (outer.includes(value)) valueError('Circular reference detected');
  const inner = [...outer, value];
  if (Array.isArray(value))
    return enclosed(
      '[',
      ']',
      value.map((item) => (next: string) => write(item, style, next, inner)),
      style,
      lineBreak,
    );
  if (value instanceof Tuple) {
    return enclosed(
      '[',
      ']',
      value.items.map((item) => (next: string) => write(item, style, next, inner)),
      style,
      lineBreak,
    );
  }
  if (value instanceof Dict) return writeDict(value, style, lineBreak, inner);
  if (style.fallback === null) typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  return write(call(style.fallback, [value]), style, lineBreak, inner);
}

function writeDict(dict: Dict, style: JsonStyle, lineBreak: string, inner: readonly object[]): string {
  const entries = [...dict];
  if (style.sortKeys) entries.sort(([a], [b]) => (lessThan(a, b) ? -1 : lessThan(b, a) ? 1 : 0));
  const parts: ((next: string) => string)[] = [];
  for (const [key, item] of entries) {
    const name = keyText(key, style);
    if (name === undefined) continue;
    parts.push((next) => quoteJson(name, style.ensureAscii) + style.keySeparator + write(item, style, next, inner));
  }
  return enclosed('{', '}', parts, style, lineBreak);
}

function keyText(key: Value, style: JsonStyle): string | undefined {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (key instanceof Float) return numberText(key.value, style);
  if (isFloat(key)) return numberText(Number(key), style);
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  if (style.skipKeys) return undefined;
  typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function enclosed(
  open: string,
  close: string,
  parts: readonly ((lineBreak: string) => string)[],
  style: JsonStyle,
  lineBreak: string,
): string {
  if (parts.length === 0) return open + close;
  const next = style.indent === null ? '' : lineBreak + style.indent;
  if (style.indent !== null) allocate(next.length * parts.length);
  const written = parts.map((part) => part(style.indent === null ? lineBreak : next));
  return open + next + written.join(style.itemSeparator + next) + (style.indent === null ? '' : lineBreak) + close;
}
