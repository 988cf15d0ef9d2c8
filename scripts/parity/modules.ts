import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BundleError } from '../../engine/errors.js';
import { evaluateExpression, repr } from '../../engine/expression/index.js';
import { type Difference, fixtures } from './array-json.js';

/** An expression of a family with the text of Python's answer, or its exception; see scripts/parity/modules.py. */
export interface ModuleCase {
  readonly m: string;
  readonly e: string;
  readonly r?: string;
  readonly x?: string;
}

const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...[
        'base64',
        'bisect',
        'collections',
        'copy',
        'datetime',
        'fnmatch',
        'fractions',
        'functools',
        'glob',
        'hashlib',
      ],
      ...['heapq', 'itertools', 'json', 'logging', 'math', 'numpy', 'operator', 'os', 'pathlib', 'platform', 'random'],
      ...['re', 'statistics', 'string', 'sys', 'time', 'torch', 'typing', 'uuid', 'monai'],
    ].map((name) => [name, name]),
  ),
  np: 'numpy',
  dist: 'torch.distributed',
};

/** The cases that Python answered. */
export function moduleCases(): ModuleCase[] {
  const lines = gunzipSync(readFileSync(join(fixtures, 'modules', 'cpython.jsonl.gz'))).toString();
  return lines
    .trim()
    .split('\n')
    .map((line): ModuleCase => JSON.parse(line));
}

/** The text of our answer, or the name of our exception after a `!`. */
export function ourAnswer(expression: string): string {
  try {
    return repr(evaluateExpression(expression, names));
  } catch (error) {
    return `!${error instanceof BundleError ? error.pythonName : String(error)}`;
  }
}

/** Python's answer in the same form. */
export function pythonsAnswer({ r, x }: ModuleCase): string {
  return r ?? `!${x}`;
}

const number = /-?\d+\.?\d*(?:e[-+]?\d+)?/g;

/**
 * 0 for equal texts; the largest relative difference of texts that differ in their numbers only, since a C library's last
 * digit is its own; infinite for all others.
 */
export function textDifference(ours: string, pythons: string): number {
  if (ours === pythons) return 0;
  if (ours.replace(number, '#') !== pythons.replace(number, '#')) return Number.POSITIVE_INFINITY;
  const others = pythons.match(number) ?? [];
  return Math.max(
    ...(ours.match(number) ?? []).map((text, index) => {
      const [a, b] = [Number(text), Number(others[index])];
      return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    }),
  );
}

/** Every expression with the difference of our answer from Python's. */
export async function* differences(): AsyncIterable<Difference> {
  for (const one of moduleCases()) {
    const difference = textDifference(ourAnswer(one.e), pythonsAnswer(one));
    yield { component: `expressions: ${one.m}`, case: one.e, difference, tolerance: 1e-14 };
  }
}
