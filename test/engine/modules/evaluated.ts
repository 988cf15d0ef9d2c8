import { BundleError } from '../../../engine/errors.js';
import { evaluateExpression } from '../../../engine/expression/index.js';
import type { Value } from '../../../engine/values/index.js';

/** An expression's value, with modules under their own names. */
export function evaluated(expression: string, names: Readonly<Record<string, Value>> = {}): Value {
  const modules = [
    ...[
      'collections',
      'copy',
      'datetime',
      'functools',
      'glob',
      'itertools',
      'json',
      'logging',
      'math',
      'operator',
      'os',
    ],
    ...['pathlib', 'random', 're', 'statistics', 'sys', 'time', 'torch', 'monai'],
  ];
  const bound = Object.fromEntries(modules.map((name) => [name, name]));
  return evaluateExpression(expression, { ...bound, np: 'numpy', dist: 'torch.distributed', ...names });
}

/** The Python exception, or the code of the failure, that an expression ends with. */
export function failed(expression: string, names: Readonly<Record<string, Value>> = {}): string {
  try {
    evaluated(expression, names);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return error.code === 'python_exception' ? error.pythonName : error.code;
  }
  return 'no failure';
}
