import { expect, test } from 'vitest';
import { differences } from '../../../scripts/parity/handlers.js';

test("handlers log, write and decide as MONAI's", async () => {
  const wrong: string[] = [];
  for await (const { component, case: name, difference, tolerance } of differences()) {
    if (!(difference <= tolerance)) wrong.push(`${component}, ${name}: ${difference}`);
  }
  expect(wrong).toEqual([]);
});
