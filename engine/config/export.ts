import { writeFileSync } from 'node:fs';
import { Scalar, stringify } from 'yaml';
import { fail } from '../errors.js';
import { Dict, Float, floatRepr, isFloat, Tuple, type Value } from '../values/index.js';

import { pythonKey } from './key.js';

export type ExportFormat = 'json' | 'yaml' | 'yml';

/** Writes a config to a file, as JSON (read back the same, floats and big integers included) or YAML. */
export function exportConfig(config: Value, path: string, format: ExportFormat = 'json', indent?: number): void {
  const text = format === 'json' ? jsonText(config, indent ?? 0, '') : yamlText(config, indent ?? 2);
  writeFileSync(path, text);
}

/** JSON as Python's `json` writes it. `indent` 0 puts all on one line. */
export function jsonText(value: Value, indent: number, margin = ''): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (isFloat(value)) return jsonFloat(Number(value));
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const inner = margin + ' '.repeat(indent);
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = [...value].map((item) => jsonText(item, indent, inner));
    return bracketed('[', items, ']', indent, margin);
  }
  if (value instanceof Dict) {
    const items = [...value].map(([key, item]) => `${jsonKey(key)}: ${jsonText(item, indent, inner)}`);
    return bracketed('{', items, '}', indent, margin);
  }
  return notData(value);
}

function bracketed(open: string, items: readonly string[], close: string, indent: number, margin: string): string {
  if (items.length === 0) return open + close;
  if (indent === 0) return open + items.join(', ') + close;
  const inner = margin + ' '.repeat(indent);
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${margin}${close}`;
}

function jsonKey(key: Value): string {
  if (typeof key === 'string') return JSON.stringify(key);
  if (key === null || typeof key === 'boolean') return `"${JSON.stringify(key)}"`;
  return JSON.stringify(pythonKey(key));
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(value);
}

/** YAML that both versions of the language read alike. */
export function yamlText(value: Value, indent: number): string {
  return stringify(yamlValue(value), { indent, lineWidth: 0, compat: 'yaml-1.1' });
}

/** The value as the yaml package writes it. */
function yamlValue(value: Value): unknown {
  if (value instanceof Float) {
    // 2.0 stays a float when it is read again.
    const scalar = new Scalar(value.value);
    scalar.minFractionDigits = 1;
    return scalar;
  }
  if (Array.isArray(value) || value instanceof Tuple) return [...value].map(yamlValue);
  if (value instanceof Dict) return new Map([...value].map(([key, item]) => [yamlValue(key), yamlValue(item)]));
  return value !== null && typeof value === 'object' && !(value instanceof Uint8Array) ? notData(value) : value;
}

function notData(value: object): never {
  return fail({
    family: 'expression',
    code: 'python_exception',
    pythonName: 'TypeError',
    message: `${value.constructor.name} is an object, which a config file cannot hold`,
    fix: 'write the component or expression that makes it',
  });
}
