import { expect, it } from 'vitest';
import { evaluateExpression } from '../../../engine/expression/index.js';

const modules = ['collections', 'numpy as np', 'torch'];

// The built-in operators ask these kinds of dict and tuple first, as Python's do.
it.each([
  ['np.newaxis is None', true],
  ["torch.device('cpu').index is None", true],
  ["getattr(torch.device('cpu'), 'index', 5) is None", true],
  ["repr(collections.Counter('aab'))", "Counter({'a': 2, 'b': 1})"],
  ["collections.Counter('aab')['z']", 0],
  ["collections.defaultdict(list)['q'] == []", true],
  ['collections.OrderedDict(a=1, b=2) == collections.OrderedDict(b=2, a=1)', false],
  ["collections.OrderedDict(a=1, b=2) == {'b': 2, 'a': 1}", true],
  ["repr(collections.namedtuple('P', 'x y')(1, 2))", 'P(x=1, y=2)'],
  ["repr(tuple(collections.namedtuple('P', 'x y')(1, 2)))", '(1, 2)'],
  ['str(torch.Size([1, 2]))', 'torch.Size([1, 2])'],
])('%s', (source, expected) => {
  expect(evaluateExpression(source, modules)).toEqual(expected);
});
