import type { BuiltinFunction } from '../../expression/callables/builtin-function.js';
import { typeError } from '../../expression/raise.js';
import type { NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { toArray } from './create.js';
import { dress } from './dress.js';
import { dtypeArgument } from './dtype-object.js';
import { cast } from './elements.js';

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
  return fn(name, signature, (args) => dress(asAsked(body(arrayOf(args, first), args), args), args.value(first)));
}

/** A function of two operands that broadcast. */
export function pairFunction(
  name: string,
  body: (x: Value, y: Value) => NdArray,
  [first, second]: readonly [string, string] = ['x1', 'x2'],
): BuiltinFunction {
  return fn(name, `${first}, ${second}, out=None, *, where?, dtype=None, casting?`, (args) => {
    const [x, y] = [args.value(first), args.value(second)];
    return dress(asAsked(body(x, y), args), x, y);
  });
}

/** The result in the dtype asked for; results go nowhere but into a new array. */
function asAsked(result: NdArray, args: Arguments): NdArray {
  if (!args.isNone('out')) typeError('"out" is not supported: use the result');
  const dtype = dtypeArgument(args.value('dtype'));
  return dtype === undefined || dtype === result.dtype ? result : cast(result, dtype);
}
