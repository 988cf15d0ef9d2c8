import { expect, test } from 'vitest';
import { parseExpression, parseImport } from '../../../engine/expression/index.js';
import { answers, expressionCases, zooExpressions } from '../../../scripts/parity/expressions.js';

test('thousands of expressions give what CPython gives', () => {
  const differing = expressionCases().flatMap((expected) => {
    const { ours, pythons } = answers(expected);
    return ours === pythons ? [] : [{ expression: expected.e, ours, pythons }];
  });
  expect(differing).toEqual([]);
});

test('every expression of the MONAI Model Zoo is read', () => {
  const zoo = zooExpressions();
  expect(zoo.length).toBeGreaterThan(500);
  for (const expression of zoo) {
    if (parseImport(expression) === null) expect(() => parseExpression(expression), expression).not.toThrow();
  }
});
