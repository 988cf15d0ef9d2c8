import type { DTypeName, NdArray } from '../../types/index.js';
import { kindOf } from './dtype-rules.js';
import { numbersOf } from './elements.js';
import { positional, scalarText, scientific, spellExponent } from './float-text.js';
import { spellShape } from './shape.js';

/*
 * Arrays as text, by NumPy's default print options: 8 decimals, 75 columns, arrays of more than 1,000 elements shown by
 * 3 at each end of every axis.
 */

const PRECISION = 8;
const LINE_WIDTH = 75;
const THRESHOLD = 1000;
const EDGE = 3;

/** `str(array)`. */
export function arrayText(array: NdArray): string {
  if (array.shape.length === 0) return elementText(array, 0);
  return body(array, ' ', 0, '');
}

/** `repr(array)`. */
export function arrayRepr(array: NdArray): string {
  const prefix = 'array(';
  const shown = array.shape.length === 0 ? elementRepr(array) : body(array, ', ', prefix.length, ')');
  const usual = array.dtype === 'int64' || array.dtype === 'float64' || array.dtype === 'bool';
  const extras: string[] = [];
  if (array.size === 0 && (array.shape.length !== 1 || array.shape[0] !== 0))
    extras.push(`shape=${spellShape(array.shape)}`);
  else if (array.size > THRESHOLD) extras.push(`shape=${spellShape(array.shape)}`);
  if (!usual || array.size === 0) extras.push(`dtype=${array.dtype}`);
  if (extras.length === 0) return `${prefix}${shown})`;
  const extra = extras.join(', ');
  const last = `${prefix}${shown}`.slice(`${prefix}${shown}`.lastIndexOf('\n') + 1);
  const breaks = last.length + extra.length + 3 > LINE_WIDTH;
  return `${prefix}${shown},${breaks ? `\n${' '.repeat(prefix.length)}` : ' '}${extra})`;
}

/** `repr(scalar)`: `np.float64(1.5)`, `np.True_`. */
export function scalarRepr(scalar: NdArray): string {
  const text = elementText(scalar, 0);
  return scalar.dtype === 'bool' ? `np.${text}_` : `np.${scalar.dtype}(${text})`;
}

/** One element as `str` shows a scalar. */
export function elementText(array: NdArray, at: number): string {
  const element: number | bigint = array.data[at] ?? 0;
  if (array.dtype === 'bool') return Number(element) === 0 ? 'False' : 'True';
  return kindOf(array.dtype) === 'f' ? scalarText(Number(element), array.dtype === 'float32') : String(element);
}

function elementRepr(array: NdArray): string {
  if (kindOf(array.dtype) !== 'f') return elementText(array, 0);
  return formatter(array, [0])(0).trim();
}

type Formatter = (at: number) => string;

/** How to write one element so that all of those shown align. */
function formatter(array: NdArray, shown: readonly number[]): Formatter {
  if (kindOf(array.dtype) === 'f') return floatFormatter(numbersOf(array), shown, array.dtype);
  const texts = (at: number): string => elementText(array, at);
  const widest = Math.max(0, ...shown.map((at) => texts(at).length));
  const width = array.dtype === 'bool' && array.shape.length > 0 ? 5 : widest;
  return (at) => texts(at).padStart(width);
}

function floatFormatter(data: ArrayLike<number>, shown: readonly number[], dtype: DTypeName): Formatter {
  const single = dtype === 'float32';
  const values = shown.map((at) => data[at] ?? 0);
  const finite = values.filter(Number.isFinite);
  const sizes = finite.filter((x) => x !== 0).map(Math.abs);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  // NumPy compares in the array's own precision.
  const round = single ? Math.fround : (x: number) => x;
  const byPower =
    sizes.length > 0 && (largest >= (single ? 1e6 : 1e8) || smallest < round(1e-4) || round(largest / smallest) > 1000);
  let write: (x: number) => string;
  let left = 0;
  let right = 0;
  if (byPower) {
    const parts = finite.map((x) => scientific(x, PRECISION, single));
    const places = Math.max(0, ...parts.map(({ mantissa }) => mantissa.length - mantissa.indexOf('.') - 1));
    const power = Math.max(2, ...parts.map(({ exponent }) => String(Math.abs(exponent)).length));
    left = Math.max(0, ...parts.map(({ mantissa }) => mantissa.indexOf('.')));
    right = power + 2 + places;
    write = (x) => {
      const { mantissa, exponent } = scientific(x, places, single, places);
      const [whole = '', fraction = ''] = mantissa.split('.');
      const spelled = spellExponent(exponent);
      const sign = spelled.slice(0, 2);
      return `${whole.padStart(left)}.${fraction.padEnd(places, '0')}${sign}${spelled.slice(2).padStart(power, '0')}`;
    };
  } else {
    const texts = finite.map((x) => positional(x, PRECISION, single));
    left = Math.max(0, ...texts.map((text) => text.indexOf('.')));
    right = Math.max(0, ...texts.map((text) => text.length - text.indexOf('.') - 1));
    write = (x) => {
      const [whole = '', fraction = ''] = positional(x, PRECISION, single).split('.');
      return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
    };
  }
  if (finite.length !== values.length) {
    const negative = values.some((x) => x === Number.NEGATIVE_INFINITY) ? 1 : 0;
    if (values.some(Number.isNaN)) left = Math.max(left, 3 - right - 1);
    if (values.some((x) => !Number.isNaN(x) && !Number.isFinite(x))) left = Math.max(left, 3 + negative - right - 1);
  }
  return (at) => {
    const x = data[at] ?? 0;
    if (Number.isFinite(x)) return write(x).padStart(left + right + 1);
    const text = Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
    return text.padStart(left + right + 1);
  };
}

/** The bracketed body, broken into lines. */
function body(array: NdArray, separator: string, indent: number, suffix: string): string {
  if (array.size === 0) return '[]';
  const summarised = array.size > THRESHOLD;
  const write = formatter(array, shownPositions(array, summarised));
  const trailing = separator.trimEnd();

  const level = (axis: number, offset: number, hanging: string, width: number): string => {
    const left = array.shape.length - axis;
    if (left === 0) return write(offset);
    const extent = array.shape[axis] ?? 0;
    const stride = array.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const parts = edges(extent, summarised && extent > 2 * EDGE).map((i) =>
      i < 0 ? '...' : level(axis + 1, offset + i * stride, `${hanging} `, width - 1),
    );
    if (left > 1) return `[${parts.join(`${trailing}${'\n'.repeat(left - 1)}${hanging}`)}]`;
    return `[${fillLines(parts, separator, hanging, width - Math.max(trailing.length, 1))}]`;
  };
  return level(0, 0, ' '.repeat(indent + 1), LINE_WIDTH - suffix.length);
}

/** Words joined by the separator, broken before a line gets longer than `width`. */
function fillLines(words: readonly string[], separator: string, hanging: string, width: number): string {
  let done = '';
  let line = hanging;
  for (const [i, word] of words.entries()) {
    if (line.length + word.length > width && line.length > hanging.length) {
      done += `${line.trimEnd()}\n`;
      line = hanging;
    }
    line += word;
    if (i < words.length - 1) line += separator;
  }
  return (done + line).slice(hanging.length);
}

function edges(extent: number, cutOut: boolean): number[] {
  if (!cutOut) return [...new Array(extent).keys()];
  return [0, 1, 2, -1, extent - 3, extent - 2, extent - 1];
}

/** Positions of the elements that will be shown. */
function shownPositions(array: NdArray, summarised: boolean): number[] {
  if (!summarised) return [...new Array(array.size).keys()];
  let offsets = [0];
  let stride = array.size;
  for (const extent of array.shape) {
    stride /= extent;
    const chosen = edges(extent, extent > 2 * EDGE).filter((i) => i >= 0);
    offsets = offsets.flatMap((offset) => chosen.map((i) => offset + i * stride));
  }
  return offsets;
}
