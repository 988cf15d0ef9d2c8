import { expect, test } from 'vitest';
import { moduleCases, ourAnswer, pythonsAnswer, textDifference } from '../../../scripts/parity/modules.js';

test('modules give what CPython, NumPy and PyTorch give', () => {
  const cases = moduleCases();
  expect(cases.length).toBeGreaterThan(5000);
  const differing = cases.flatMap((one) => {
    const [ours, pythons] = [ourAnswer(one.e), pythonsAnswer(one)];
    return textDifference(ours, pythons) <= 1e-14 ? [] : [{ expression: one.e, ours, pythons }];
  });
  expect(differing).toEqual([]);
});
