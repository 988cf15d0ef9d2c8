import { expect, test } from 'vitest';
import { differences } from '../../../scripts/parity/metrics.js';

test('metrics give what MONAI and ignite give', async () => {
  let cases = 0;
  for await (const { component, case: name, difference, tolerance } of differences()) {
    expect(difference, `${component}: ${name}`).toBeLessThanOrEqual(tolerance);
    cases++;
  }
  expect(cases).toBeGreaterThan(50);
});
