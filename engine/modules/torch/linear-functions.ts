import { fn } from '../function.js';
import { oneAxis } from '../numpy/axes.js';
import { asTensor } from '../numpy/dress.js';
import { norm } from '../numpy/linear.js';
import { tensorOf } from './tensor-functions.js';

/** `torch.linalg`, as far as small arrays need it. */
export const linearFunctions = ['norm', 'vector_norm'].map((name) =>
  fn(name, 'A, ord=None, dim=None, keepdim=False', (a) =>
    asTensor(norm(tensorOf(a.value('A')), a.isNone('ord') ? 2 : a.float('ord'), oneAxis(a.value('dim')))),
  ),
);
