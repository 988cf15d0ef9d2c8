import { expect, test } from 'vitest';
import { differences } from '../../../scripts/parity/transforms.js';

test('transforms give what MONAI gives, drawing what it drew', async () => {
  const wrong: unknown[] = [];
  let cases = 0;
  for await (const one of differences()) {
    if (!(one.difference <= one.tolerance)) wrong.push(one);
    cases++;
  }
  expect(wrong).toEqual([]);
  expect(cases).toBeGreaterThan(250);
});
