import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NdArray } from '../../engine/types/index.js';
import { elements, volume } from '../metrics/elements.js';
import { fixed, float32Text, floatText } from './decimal-text.js';
import { summarize, summaryOperations } from './summary-operations.js';
import { valueText } from './value-text.js';

export interface MetricsReport {
  readonly saveDir: string;
  /** Names or paths of the images behind the details; their numbers when null. */
  readonly images: readonly string[] | null;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Values of each image and class, [images, classes] or [images]. */
  readonly details: Readonly<Record<string, NdArray>>;
  /** Operations for the summaries; none when null, all with `*`. */
  readonly summaryOps: readonly string[] | null;
  readonly delimiter: string;
}

/**
 * Writes what MONAI's `write_metrics_reports` writes: `metrics.csv` with a line for each metric; for each of the details `<name>_raw.csv` with a line for each
 * image and, when summaries are asked for, `<name>_summary.csv` with a line for each class. MONAI repeats the column `mean` in the header of the
 * second and further details; here every header fits its columns.
 */
export async function writeMetricsReport(report: MetricsReport): Promise<void> {
  const { saveDir, metrics, details, delimiter, summaryOps } = report;
  await mkdir(saveDir, { recursive: true });
  const lines = Object.entries(metrics).map(([name, value]) => `${name}${delimiter}${valueText(value)}\n`);
  if (lines.length > 0) await writeFile(join(saveDir, 'metrics.csv'), lines.join(''));
  const operations = summaryOps?.includes('*') ? summaryOperations : summaryOps;
  for (const [name, values] of Object.entries(details)) {
    const table = withMeans(values);
    await writeFile(join(saveDir, `${name}_raw.csv`), rawText(table, report));
    if (operations) {
      await writeFile(join(saveDir, `${name}_summary.csv`), summaryText(table, operations, delimiter));
    }
  }
}

interface Table {
  /** `class0`, `class1`, …, `mean`. */
  readonly labels: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly float32: boolean;
}

/** Rows of the values of each class, and their mean without NaN as a last column. */
function withMeans(values: NdArray): Table {
  const [images = 1, ...rest] = values.shape;
  const classes = volume(rest);
  const data = elements(values);
  const rows = Array.from({ length: images }, (_, image) => {
    const row = Array.from(data.subarray(image * classes, (image + 1) * classes));
    return [...row, summarize('mean', row)];
  });
  const labels = Array.from({ length: classes }, (_, index) => `class${index}`);
  return { labels: [...labels, 'mean'], rows, float32: values.dtype === 'float32' };
}

function rawText({ labels, rows, float32 }: Table, { images, delimiter }: MetricsReport): string {
  // NumPy's float64 is a Python float, which MONAI writes with four decimals; its float32 is none.
  const text = float32 ? float32Text : decimals;
  const lines = rows.map((row, index) => [images?.[index] ?? String(index), ...row.map(text)].join(delimiter));
  return `${[['filename', ...labels].join(delimiter), ...lines].join('\n')}\n`;
}

function summaryText({ labels, rows }: Table, operations: readonly string[], delimiter: string): string {
  const lines = labels.map((label, column) => {
    const values = rows.map((row) => row[column] ?? Number.NaN);
    return [label, ...operations.map((operation) => decimals(summarize(operation, values)))].join(delimiter);
  });
  return `${[['class', ...operations].join(delimiter), ...lines].join('\n')}\n`;
}

function decimals(value: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  return `${value < 0 ? '-' : ''}${fixed(Math.abs(value), 4)}`;
}
