import { expect, test } from 'vitest';
import { differences } from '../../../scripts/parity/data.js';

test('collation, lists, MAT files and CoNSeP patches are what MONAI and SciPy give', async () => {
  let cases = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    expect(difference, `${component}: ${name}`).toBeLessThanOrEqual(tolerance);
    cases++;
  }
  expect(cases).toBeGreaterThan(60);
});
