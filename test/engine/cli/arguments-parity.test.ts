import { expect, it } from 'vitest';
import { disagreements } from '../../../scripts/parity/arguments.js';

it('reads words and command lines as Python Fire does', () => {
  expect([...disagreements()]).toEqual([]);
});
