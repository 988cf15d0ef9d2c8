import type { BuiltinFunction } from '../../expression/callables/builtin-function.js';
import type { NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { toArray } from './create.js';
import { dress } from './dress.js';

/** The array that an argument stands for. */
export function arrayOf(args: Arguments, name: string): NdArray {
  return toArray(args.value(name));
}

/** A function of one array, named `a`, `x`, … first in its signature, whose result is an array of the same kind. */
export function arrayFunction(
  name: string,
  signature: string,
  body: (array: NdArray, args: Arguments) => NdArray,
): BuiltinFunction {
  const [first = ''] = signature.split(/[=,]/);
  return fn(name, signature, (args) => dress(body(arrayOf(args, first), args), args.value(first)));
}

/** A function of two operands that broadcast. */
export function pairFunction(
  name: string,
  body: (x: Value, y: Value) => NdArray,
  [first, second]: readonly [string, string] = ['x1', 'x2'],
): BuiltinFunction {
  return fn(name, `${first}, ${second}, out=None, *, where?, dtype=None, casting?`, (args) => {
    const [x, y] = [args.value(first), args.value(second)];
    return dress(body(x, y), x, y);
  });
}
