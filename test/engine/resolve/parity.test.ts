import { describe, expect, test } from 'vitest';
import { compare, readCases } from '../../../scripts/parity/config.js';

// One test for each fixture and not for each case: a folder is made for every case, and that is slow enough.
describe.each(['written', 'random'])('%s configs', (fixture) => {
  test('are answered as MONAI answers them', () => {
    const different = readCases(fixture).flatMap((configCase) =>
      compare(configCase).filter(({ monai, ours }) => monai !== ours),
    );
    expect(different).toEqual([]);
  });
});
