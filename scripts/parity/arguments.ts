import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunArguments, type RunArguments } from '../../engine/cli/arguments/run-arguments.js';
import { BundleError } from '../../engine/errors.js';
import { readWord } from '../../engine/expression/literal.js';
import { type Typed, toTyped, type Value } from '../../engine/values/index.js';
import { fixtures } from './array-json.js';

type Word = string | readonly [string, Typed];
type Line = readonly [readonly string[], null | (Record<string, Typed> & { override: readonly [string, Typed][] })];

/** Words and command lines that we read differently from Python Fire: ours, and Fire's. */
export function* disagreements(): Iterable<{ what: 'words' | 'lines'; input: unknown; ours: unknown; fires: unknown }> {
  for (const row of fixture<Word>('words')) {
    const [word, fires] = typeof row === 'string' ? [row, { t: 'str', v: row } as const] : row;
    const ours = sorted(toTyped(readWord(word)));
    if (JSON.stringify(ours) !== JSON.stringify(fires)) yield { what: 'words', input: word, ours, fires };
  }
  for (const [argv, fires] of fixture<Line>('lines')) {
    const ours = lineAsFire(argv);
    const expected = fires && { ...withTextIds(fires) };
    if (JSON.stringify(sortKeys(ours)) !== JSON.stringify(sortKeys(expected))) {
      yield { what: 'lines', input: argv, ours, fires };
    }
  }
}

/** The same as a parity report: how many of each kind differ. */
export async function* differences(): AsyncIterable<{
  component: string;
  case: string;
  difference: number;
  tolerance: number;
}> {
  const all = [...disagreements()];
  for (const what of ['words', 'lines'] as const) {
    const difference = all.filter((one) => one.what === what).length;
    yield { component: 'parseRunArguments', case: what, difference, tolerance: 0 };
  }
}

function fixture<Row>(name: string): readonly Row[] {
  return JSON.parse(readFileSync(join(fixtures, 'cli', `${name}.json`), 'utf8'));
}

const fields = {
  run_id: 'runId',
  init_id: 'initId',
  final_id: 'finalId',
  meta_file: 'metaFile',
  config_file: 'configFile',
  logging_file: 'loggingFile',
  tracking: 'tracking',
  args_file: 'argsFile',
} as const satisfies Record<string, keyof RunArguments>;

function lineAsFire(argv: readonly string[]): unknown {
  try {
    const ours = parseRunArguments(argv);
    const given = Object.entries(fields).flatMap(([python, field]) => {
      const value = ours[field];
      return value === undefined ? [] : [[python, sorted(toTyped(value as Value))]];
    });
    const override = Object.entries(ours.overrides).map(([id, value]) => [id, sorted(toTyped(value))]);
    return { ...Object.fromEntries(given), override };
  } catch (error) {
    if (error instanceof BundleError) return null;
    throw error;
  }
}

/** Ids are text here, where Fire leaves an id that is a number a number; a tuple of files is a list. */
function withTextIds(line: Record<string, unknown>): Record<string, unknown> {
  const asText = (typed: unknown): unknown => {
    const { t, v } = typed as { t: string; v: unknown };
    if (t === 'int') return { t: 'str', v };
    return t === 'tuple' ? { t: 'list', v } : typed;
  };
  return Object.fromEntries(
    Object.entries(line).map(([name, typed]) => [name, name === 'override' ? typed : asText(typed)]),
  );
}

/** Members of a set in the generator's order; everything else as it is. */
function sorted(typed: Typed): Typed {
  switch (typed.t) {
    case 'set':
      return { t: 'set', v: typed.v.map(sorted).sort((a, b) => (pythonJson(a) < pythonJson(b) ? -1 : 1)) };
    case 'list':
    case 'tuple':
      return { t: typed.t, v: typed.v.map(sorted) };
    case 'dict':
      return { t: 'dict', v: typed.v.map(([key, value]) => [sorted(key), sorted(value)] as const) };
    default:
      return typed;
  }
}

/** json.dumps with its default separators, for flat values. */
function pythonJson(typed: Typed): string {
  return JSON.stringify(typed, null, 1).replace(/\n\s*/g, ' ').replace('{ ', '{').replace(' }', '}');
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
