import { expect, it } from 'vitest';
import { aligned } from '../../../engine/explain/align.js';

function pairs(first: string, second: string, match = false): string {
  const [a, b] = [first.split(''), second.split('')];
  return aligned(a, b, () => match)
    .map(([i, j]) => `${i === undefined ? '-' : a[i]}${j === undefined ? '-' : b[j]}`)
    .join(' ');
}

it('keeps what is common in order, and lets the rest stand alone', () => {
  expect(pairs('abcd', 'abcd')).toBe('aa bb cc dd');
  expect(pairs('abcd', 'axd')).toBe('aa b- c- -x dd'.replace('b- c- -x', 'b- c- -x'));
  expect(pairs('', 'ab')).toBe('-a -b');
  expect(pairs('ab', '')).toBe('a- b-');
});

it('pairs what may match between the common ones', () => {
  expect(pairs('abc', 'axc', true)).toBe('aa bx cc');
  expect(pairs('ab', 'xyb', true)).toBe('ax -y bb');
});
