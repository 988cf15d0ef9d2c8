import { expect, test } from 'vitest';
import { failed } from './evaluated.js';

test.each([
  'math.factorial(10**8)',
  'math.comb(10**7, 5 * 10**6)',
  'np.zeros(10**9)',
  'np.eye(10**5)',
  'np.arange(10**9)',
  'np.linspace(0, 1, 10**9)',
  'np.diag(np.arange(10**5))',
  'np.ones(10**6)[:, None] * np.ones(10**6)',
  'np.tile([1], 10**9)',
  'np.repeat([1], 10**9)',
  'np.pad([1], 10**9)',
  'np.bincount([10**9])',
  'torch.rand(10**9)',
  'torch.randperm(10**9)',
  'random.getrandbits(10**9)',
  'random.choices([1], k=10**9)',
  'json.dumps([1], indent=10**9)',
  'list(itertools.count())',
  'list(itertools.product(range(1000), repeat=4))',
  're.match("(a+)+b", "a" * 50)',
  're.match("(?:(?:a|b)c?)*d", "ab" * 20000)',
])('%s ends within the budget', (expression) => {
  expect(failed(expression)).toBe('budget_exceeded');
});

test('shell patterns take bounded time', () => {
  expect(failed('glob.glob("*a" * 30 + "b")')).toBe('no failure');
});
