import { afterEach, expect, test } from 'vitest';
import { random } from '../../../components/random/index.js';
import { defaultRandom, getSeed, setSeed } from '../../../components/random/seed.js';
import { componentOf } from '../../../scripts/parity/component-of.js';

afterEach(() => setSeed(null));

test.each([
  [123, 123],
  [2 ** 32 + 5, 5],
  [-1, 2 ** 32 - 1],
  [null, null],
])('set_determinism(%s)', (seed, kept) => {
  const told: unknown[] = [];
  expect(
    componentOf(random, 'set_determinism', { seed, additional_settings: (value: unknown) => told.push(value) }),
  ).toBe(null);
  expect(getSeed()).toBe(kept);
  expect(componentOf(random, 'get_seed', {})).toBe(kept);
  expect(told).toEqual([kept]);
});

test('the same seed gives the same draws', () => {
  const draw = (): number => {
    componentOf(random, 'set_determinism', { seed: 7 });
    return defaultRandom().uniform();
  };
  expect(draw()).toBe(draw());
});
