import { placeOf } from '../../errors/place.js';
import { BundleError, BundleErrors } from '../../errors.js';
import { codeFrame } from './code-frame.js';
import type { Colours } from './colours.js';
import { printable } from './printable.js';

export interface ReportOptions {
  readonly colours: Colours;
  /** Adds where inside the program an error came from. */
  readonly verbose?: boolean;
  readonly width?: number;
}

/** What went wrong, for people: each error with its place, its source line, how it was reached, and what to do. */
export function formatErrors(thrown: unknown, options: ReportOptions): string {
  const errors = errorsIn(thrown);
  const blocks = errors.map((error) => formatOne(error, options).join('\n'));
  if (blocks.length > 1) blocks.push(options.colours.bold(options.colours.red(`${blocks.length} errors`)));
  return `${blocks.join('\n\n')}\n`;
}

/** 2 when the command line itself is wrong, 1 for everything else. */
export function exitCodeFor(thrown: unknown): 1 | 2 {
  const isUsage = (error: unknown): boolean => error instanceof BundleError && error.failure.family === 'command';
  return errorsIn(thrown).every(isUsage) ? 2 : 1;
}

/** Each error once, those of one file together and in the order of its lines. */
function errorsIn(thrown: unknown): unknown[] {
  if (!(thrown instanceof BundleErrors)) return [thrown];
  const seen = new Set<string>();
  const files = new Map<string, BundleError[]>();
  for (const error of thrown.errors) {
    const key = `${error.position ? placeOf(error.position) : ''} ${error.id ?? ''} ${error.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const file = error.position?.file ?? '';
    files.set(file, [...(files.get(file) ?? []), error]);
  }
  const byPlace = ({ position: a }: BundleError, { position: b }: BundleError): number =>
    a && b ? a.line - b.line || a.column - b.column : 0;
  return [...files.values()].flatMap((errors) => errors.sort(byPlace));
}

function formatOne(error: unknown, options: ReportOptions): string[] {
  return error instanceof BundleError ? formatBundleError(error, options) : formatOther(error, options);
}

function formatBundleError(error: BundleError, { colours, verbose, width }: ReportOptions): string[] {
  const { position } = error;
  const place = position ? `${colours.cyan(printable(placeOf(position)))}  ` : '';
  const lines = [`${place}${colours.red('error:')} ${colours.bold(printable(error.message))}`];
  if (position) lines.push(...codeFrame(position, colours, width));
  const facts: [string, string][] = [];
  if (error.id) facts.push(['id', error.id]);
  const way = error.chain.filter((id) => id !== '');
  if (way.length > 1) facts.push(['via', way.join(' → ')]);
  for (const { note, position: other } of error.related) facts.push(['see', `${placeOf(other)} (${note})`]);
  const unexplained = error.cause instanceof Error && !verbose;
  const fix = error.fix ?? (unexplained ? 'add --verbose to see where it came from' : undefined);
  if (fix) facts.push(['fix', fix]);
  for (const [name, fact] of facts) {
    const label = name === 'fix' ? colours.green('fix') : colours.dim(name);
    lines.push(`  ${label}${' '.repeat(5 - name.length)}${printable(fact)}`);
  }
  if (verbose) lines.push(colours.dim(stackOf(error)));
  return lines;
}

/** An exception that is none of ours: a mistake in the program, or in code it was given. */
function formatOther(error: unknown, { colours, verbose }: ReportOptions): string[] {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = [`${colours.red('error:')} ${colours.bold(printable(message))}`];
  lines.push(
    verbose ? colours.dim(stackOf(error)) : `  ${colours.green('fix')}  add --verbose to see where it came from`,
  );
  return lines;
}

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  const lines: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    const frames = (at.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    lines.push(`  ${lines.length > 0 ? 'caused by ' : ''}${at.name}: ${at.message}`, ...frames);
  }
  return lines.join('\n');
}
