import type { NdArray } from '../../types/index.js';
import { kindOf } from '../numpy/dtype-rules.js';
import { numbersOf } from '../numpy/elements.js';
import { spellExponent } from '../numpy/float-text.js';
import { elementText } from '../numpy/print.js';

/*
 * Tensors as text, by PyTorch's default print options: 4 decimals, 80 columns, more than 1,000 elements shown by 3 at
 * each end of every axis.
 */

const PRECISION = 4;
const LINE_WIDTH = 80;
const THRESHOLD = 1000;
const EDGE = 3;

/** `repr(tensor)`, which is also its `str`. */
export function tensorRepr(array: NdArray): string {
  const prefix = 'tensor(';
  const suffixes: string[] = [];
  const usual = array.dtype === 'float32' || array.dtype === 'int64' || array.dtype === 'bool';
  if (array.size === 0) {
    if (array.shape.length !== 1) suffixes.push(`size=(${array.shape.join(', ')})`);
    if (array.dtype !== 'float32') suffixes.push(`dtype=torch.${array.dtype}`);
    return addSuffixes(`${prefix}[]`, suffixes, prefix.length);
  }
  if (!usual) suffixes.push(`dtype=torch.${array.dtype}`);
  const write = formatter(array);
  return addSuffixes(prefix + body(array, write, prefix.length), suffixes, prefix.length);
}

function addSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  let result = text;
  let last = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes) {
    if (last + suffix.length + 2 > LINE_WIDTH) {
      result += `,\n${' '.repeat(indent)}${suffix}`;
      last = indent + suffix.length;
    } else {
      result += `, ${suffix}`;
      last += suffix.length + 2;
    }
  }
  return `${result})`;
}

type Formatter = ((at: number) => string) & { width: number };

function formatter(array: NdArray): Formatter {
  const shown = array.size > THRESHOLD ? shownPositions(array) : [...new Array(array.size).keys()];
  const isFloat = kindOf(array.dtype) === 'f';
  const text = isFloat ? floatText(numbersOf(array), shown) : (at: number) => elementText(array, at);
  // Only finite floats other than zero count for the width.
  const counted = isFloat ? shown.filter((at) => Number.isFinite(array.data[at]) && array.data[at] !== 0) : shown;
  const width = Math.max(1, ...counted.map((at) => text(at).length));
  return Object.assign((at: number) => text(at).padStart(width), { width });
}

/** How PyTorch writes the floats it shows: whole, with four decimals, or in scientific notation. */
function floatText(data: ArrayLike<number>, shown: readonly number[]): (at: number) => string {
  const sizes = shown.map((at) => Math.abs(data[at] ?? 0)).filter((x) => Number.isFinite(x) && x !== 0);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const whole = sizes.every(Number.isInteger);
  const byPower = sizes.length > 0 && (largest / smallest > 1000 || largest > 1e8 || (!whole && smallest < 1e-4));
  return (at) => {
    const x = data[at] ?? 0;
    if (Number.isNaN(x)) return 'nan';
    if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
    const sign = Object.is(x, -0) ? '-' : '';
    if (byPower) {
      const [mantissa = '', exponent = '0'] = x.toExponential(PRECISION).split('e');
      return sign + mantissa + spellExponent(Number(exponent));
    }
    return sign + (whole ? `${x.toFixed(0)}.` : x.toFixed(PRECISION));
  };
}

function edges(extent: number, cutOut: boolean): number[] {
  if (!cutOut || extent <= 2 * EDGE) return [...new Array(extent).keys()];
  return [0, 1, 2, -1, extent - 3, extent - 2, extent - 1];
}

function shownPositions(array: NdArray): number[] {
  let offsets = [0];
  let stride = array.size;
  for (const extent of array.shape) {
    stride /= extent;
    offsets = offsets.flatMap((offset) =>
      edges(extent, true)
        .filter((i) => i >= 0)
        .map((i) => offset + i * stride),
    );
  }
  return offsets;
}

function body(array: NdArray, write: Formatter, indent: number): string {
  const summarised = array.size > THRESHOLD;
  const level = (axis: number, offset: number, at: number): string => {
    const left = array.shape.length - axis;
    if (left === 0) return write(offset);
    const extent = array.shape[axis] ?? 0;
    const stride = array.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const parts = edges(extent, summarised).map((i) =>
      i < 0 ? (left === 1 ? ' ...' : '...') : level(axis + 1, offset + i * stride, at + 1),
    );
    if (left > 1) return `[${parts.join(`,${'\n'.repeat(left - 1)}${' '.repeat(at + 1)}`)}]`;
    const perLine = Math.max(1, Math.floor((LINE_WIDTH - at) / (write.width + 2)));
    const lines: string[] = [];
    for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(', '));
    return `[${lines.join(`,\n${' '.repeat(at + 1)}`)}]`;
  };
  return level(0, 0, indent);
}
