import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BundleError } from '../../engine/errors.js';
import { evaluateExpression, parseExpression } from '../../engine/expression/index.js';
import { type Typed, toTyped } from '../../engine/values/index.js';
import { fixtures } from './array-json.js';

/** An expression with CPython's answer; see scripts/parity/expressions.py. */
export type ExpressionCase =
  | { readonly e: string; readonly r: Typed }
  | { readonly e: string; readonly x: string; readonly m: string }
  | { readonly e: string; readonly ok: boolean };

/** The cases that CPython answered. */
export function expressionCases(): ExpressionCase[] {
  const lines = gunzipSync(readFileSync(join(fixtures, 'expressions', 'cpython.jsonl.gz'))).toString();
  return lines
    .trim()
    .split('\n')
    .map((line): ExpressionCase => JSON.parse(line));
}

/** The distinct expressions of the MONAI Model Zoo, without their `$`. */
export function zooExpressions(): string[] {
  return JSON.parse(readFileSync(join(fixtures, 'expressions', 'zoo.json'), 'utf8'));
}

/** What we make of a case, in the form of CPython's answer, and that answer. */
export function answers(expected: ExpressionCase): { ours: string; pythons: string } {
  if ('ok' in expected) return { ours: String(isExpression(expected.e)), pythons: String(expected.ok) };
  const pythons = 'r' in expected ? JSON.stringify(comparable(expected.r)) : expected.x;
  try {
    return { ours: JSON.stringify(comparable(toTyped(evaluateExpression(expected.e)))), pythons };
  } catch (error) {
    return { ours: exceptionName(error), pythons };
  }
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch (error) {
    if (exceptionName(error) === 'SyntaxError') return false;
    throw error;
  }
}

function exceptionName(error: unknown): string {
  return error instanceof BundleError ? error.pythonName : `not a BundleError: ${error}`;
}

/** The same with the members of sets in one order, and objects without their kind. */
function comparable(typed: Typed): Typed | { t: 'object' } {
  switch (typed.t) {
    case 'object':
      return { t: 'object' };
    case 'list':
    case 'tuple':
      return { t: typed.t, v: typed.v.map(comparable) as Typed[] };
    case 'set':
    case 'frozenset':
      return { t: typed.t, v: typed.v.map(comparable).sort(byText) as Typed[] };
    case 'dict':
      return { t: 'dict', v: typed.v.map(([key, value]) => [comparable(key), comparable(value)]) as [Typed, Typed][] };
    default:
      return typed;
  }
}

function byText(a: unknown, b: unknown): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Every case, with difference 1 where our answer is another one than CPython's; then every zoo expression. */
export async function* differences(): AsyncIterable<{
  component: string;
  case: string;
  difference: number;
  tolerance: number;
}> {
  for (const expected of expressionCases()) {
    const { ours, pythons } = answers(expected);
    yield { component: 'expressions', case: expected.e, difference: ours === pythons ? 0 : 1, tolerance: 0 };
  }
  for (const expression of zooExpressions()) {
    const isRead = /^(?:import|from)\s/.test(expression) || isExpression(expression);
    yield { component: 'expressions of the Model Zoo', case: expression, difference: isRead ? 0 : 1, tolerance: 0 };
  }
}
