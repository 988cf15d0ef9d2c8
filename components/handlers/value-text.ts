import { NdArray } from '../../engine/types/index.js';
import { elements } from '../metrics/elements.js';
import { floatText, twoDigitExponent } from './decimal-text.js';

/**
 * What Python's `str` makes of a metric's value or a state's attribute: a number (`whole` tells ints from floats), a tensor, a mapping, a list,
 * None for null.
 */
export function valueText(value: unknown, whole = false): string {
  if (value === null || value === undefined) return 'None';
  switch (typeof value) {
    case 'number':
      return whole ? String(value) : floatText(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value instanceof NdArray) return tensorText(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => quoted(item, whole)).join(', ')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `'${key}': ${quoted(item, whole)}`);
  return `{${entries.join(', ')}}`;
}

function quoted(value: unknown, whole: boolean): string {
  return typeof value === 'string' ? `'${value}'` : valueText(value, whole);
}

/** A small float tensor as PyTorch prints it: `tensor([0.5000, 0.2500])`. */
function tensorText(array: NdArray): string {
  const values = Array.from(elements(array));
  const wholeType = array.dtype !== 'float32' && array.dtype !== 'float64';
  const texts = wholeType ? values.map(String) : floatTexts(values);
  // PyTorch aligns by the floats that are finite and not 0.
  const counted = wholeType ? texts : texts.filter((_, index) => Number.isFinite(values[index]) && values[index] !== 0);
  const width = Math.max(0, ...counted.map(({ length }) => length));
  const padded = texts.map((text) => text.padStart(width));
  const suffix = array.dtype === 'float64' ? ', dtype=torch.float64' : '';
  return `tensor(${nested(padded, array.shape, 'tensor('.length)}${suffix})`;
}

function floatTexts(values: readonly number[]): string[] {
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const largest = Math.max(...finite, 0);
  const smallest = Math.min(...finite, Number.POSITIVE_INFINITY);
  const whole = finite.every(Number.isInteger);
  const wide = finite.length > 0 && (largest / smallest > 1000 || largest > 1e8 || (!whole && smallest < 1e-4));
  const one = (value: number): string => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
    if (wide) return twoDigitExponent(value.toExponential(4));
    return whole ? `${value.toFixed(0)}.` : value.toFixed(4);
  };
  return values.map(one);
}

function nested(texts: readonly string[], shape: readonly number[], indent: number): string {
  const [count, ...rest] = shape;
  if (count === undefined) return texts[0] ?? '';
  if (rest.length === 0) return `[${texts.join(', ')}]`;
  const size = texts.length / Math.max(1, count);
  const rows = Array.from({ length: count }, (_, row) =>
    nested(texts.slice(row * size, (row + 1) * size), rest, indent + 1),
  );
  return `[${rows.join(`,${'\n'.repeat(rest.length)}${' '.repeat(indent + 1)}`)}]`;
}
