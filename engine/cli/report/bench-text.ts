import type { BenchReport, BenchRow } from '../../bench/measurement.js';
import type { Colours } from './colours.js';

/** The table: times and how many times as fast as the first row of PyTorch, or else of medbundle. */
export function formatBench({ rows, input, threads }: BenchReport, colours: Colours): string {
  const measured = rows.filter((row) => row.state === 'measured');
  const base = measured.find(({ engine }) => engine === 'pytorch') ?? measured[0];
  const lines = [`input ${input.join('×')}${threads === undefined ? '' : `, ${threads} threads`}; medians, warm`, ''];
  const header = ['engine', 'precision', 'model computation', 'speed-up', 'end to end', 'speed-up'];
  lines.push(colours.bold(tableLine(header)));
  for (const row of measured) {
    lines.push(
      tableLine([
        row.engine,
        row.precision,
        seconds(row.model),
        ratio(base?.model, row.model),
        seconds(row.endToEnd),
        ratio(base?.endToEnd, row.endToEnd),
      ]),
    );
  }
  lines.push('');
  for (const row of rows) lines.push(...noteLines(row, colours));
  if (base) lines.push(colours.dim(`speed-ups are over ${base.engine} ${base.precision}`));
  return `${lines.join('\n')}\n`;
}

function tableLine(cells: readonly string[]): string {
  const widths = [12, 10, 18, 9, 13, 9];
  return cells
    .map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join(' ');
}

function noteLines(row: BenchRow, colours: Colours): string[] {
  const name = `${row.engine} ${row.precision}`;
  if (row.state === 'measured') {
    const lines = [colours.dim(`${name}: ${row.description}`)];
    if (row.problem !== undefined) lines.push(`${name}: no time end to end: ${row.problem}`);
    return lines;
  }
  return [`${name}: not measured: ${row.why}${row.fix === undefined ? '' : ` (${row.fix})`}`];
}

function seconds(value: number | undefined): string {
  if (value === undefined) return '–';
  return value < 1 ? `${(value * 1000).toFixed(value < 0.1 ? 1 : 0)} ms` : `${value.toFixed(2)} s`;
}

function ratio(base: number | undefined, value: number | undefined): string {
  return base === undefined || value === undefined ? '–' : `${(base / value).toFixed(2)}×`;
}
