import { fail } from '../../engine/errors.js';

/** The operations that a summary knows, beside any `<whole number>percentile`. */
export const summaryOperations = ['mean', 'median', 'max', 'min', '90percentile', 'std', 'notnans'] as const;

/**
 * Summarises values, leaving out NaN; NaN where nothing is left (NumPy's `nanmean`, `nanmedian`, `nanpercentile`, …).
 * @throws BundleError invalid_argument for an unknown operation
 */
export function summarize(operation: string, values: readonly number[]): number {
  const kept = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (operation === 'notnans') return kept.length;
  const share = percentileOf(operation);
  if (kept.length === 0) return Number.NaN;
  if (share !== undefined) return percentile(kept, share);
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  switch (operation) {
    case 'mean':
      return mean;
    case 'max':
      return kept.at(-1) ?? Number.NaN;
    case 'min':
      return kept[0] ?? Number.NaN;
    default:
      return Math.sqrt(kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length);
  }
}

function percentileOf(operation: string): number | undefined {
  if (operation === 'median') return 50;
  const [, digits] = /^(\d+)percentile$/.exec(operation) ?? [];
  const share = Number(digits);
  if (digits !== undefined && share <= 100) return share;
  if (['mean', 'max', 'min', 'std'].includes(operation)) return undefined;
  return fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'MetricsSaver',
    argument: 'summary_ops',
    expected: `"*" or some of ${summaryOperations.join(', ')} (with any whole number from 0 to 100)`,
    got: JSON.stringify(operation),
  });
}

/** Linear interpolation between the two nearest of the sorted values, as NumPy does by default. */
function percentile(sorted: readonly number[], share: number): number {
  const place = (share / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}
