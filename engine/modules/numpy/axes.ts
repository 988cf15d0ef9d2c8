import { asSize } from '../../expression/callables/arguments.js';
import { items } from '../../expression/operators/iterate.js';
import { NdArray } from '../../types/index.js';
import { isInt, type Value } from '../../values/index.js';
import type { Axes } from './reduce.js';

/** An axis argument: None for all axes, one int, or several. */
export function axesArgument(value: Value): Axes {
  if (value === null) return null;
  const single = isInt(value) || (value instanceof NdArray && value.shape.length === 0);
  return single ? [asSize(value)] : [...items(value)].map(asSize);
}

/** An axis argument that is None or one int. */
export function oneAxis(value: Value): number | null {
  return value === null ? null : asSize(value);
}
