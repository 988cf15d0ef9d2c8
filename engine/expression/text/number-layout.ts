import { allocate } from '../budget.js';
import { textLength } from './code-points.js';
import type { FormatSpec } from './format-spec.js';

/** A number about to be laid out. */
export interface NumberParts {
  readonly isNegative: boolean;
  /** `0x` and the like. */
  readonly prefix: string;
  /** The digits before the point, which are grouped. */
  readonly digits: string;
  /** What follows: point, fraction, exponent, percent sign; or a word such as `inf`. */
  readonly rest: string;
  readonly groupSize: number;
}

/** Puts sign, prefix, grouping and padding to a number. */
export function layOut(number: NumberParts, spec: FormatSpec): string {
  const { fill, align, width, grouping } = spec;
  allocate(width);
  const sign = number.isNegative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
  const fixed = sign.length + number.prefix.length + textLength(number.rest);
  const least = fill === '0' && align === '=' ? width - fixed : 0;
  const digits = number.digits === '' ? '' : grouped(number.digits, grouping, number.groupSize, least);
  const padding = Math.max(0, width - fixed - digits.length);
  const body = digits + number.rest;
  switch (align) {
    case '<':
      return sign + number.prefix + body + fill.repeat(padding);
    case '^': {
      const left = Math.floor(padding / 2);
      return fill.repeat(left) + sign + number.prefix + body + fill.repeat(padding - left);
    }
    case '=':
      return sign + number.prefix + fill.repeat(padding) + body;
    default:
      return fill.repeat(padding) + sign + number.prefix + body;
  }
}

/** Digits in groups, with zeros in front up to `least` characters; a group that a separator would start gets a zero. */
function grouped(digits: string, separator: string, groupSize: number, least: number): string {
  if (separator === '') return digits.padStart(least, '0');
  const groups: string[] = [];
  let rest = digits;
  let room = least;
  do {
    const size = Math.min(groupSize, Math.max(rest.length, room, 1));
    groups.unshift(rest.slice(-size).padStart(size, '0'));
    rest = rest.slice(0, -size);
    room -= size + 1;
  } while (rest !== '' || room + 1 > 0);
  return groups.join(separator);
}

/** Text filled up to the width of a specification. `length` is counted in code points. */
export function padded(text: string, length: number, spec: FormatSpec): string {
  const padding = Math.max(0, spec.width - length);
  allocate(padding);
  const left = spec.align === '>' ? padding : spec.align === '^' ? Math.floor(padding / 2) : 0;
  return spec.fill.repeat(left) + text + spec.fill.repeat(padding - left);
}
