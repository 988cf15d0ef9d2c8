import { typeError } from '../../expression/raise.js';
import { exposedValue } from '../../registry/exposed.js';
import type { NdArray } from '../../types/index.js';
import { Callable, type Value } from '../../values/index.js';

/** A module function that is a method of its first argument: `numpy.sum(a, axis=0)` is `a.sum(axis=0)`. */
export class Delegate extends Callable {
  constructor(
    readonly name: string,
    private readonly method: string,
    /** Names that the first argument goes by. */
    private readonly firstNames: readonly string[],
    private readonly toOperand: (value: Value) => NdArray,
  ) {
    super();
  }

  override get kind(): string {
    return 'builtin_function_or_method';
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const named = positional.length > 0 ? undefined : this.firstNames.find((name) => keywords.has(name));
    const first = named === undefined ? positional[0] : keywords.get(named);
    if (first === undefined)
      typeError(`${this.name}() missing 1 required positional argument: '${this.firstNames[0]}'`);
    const others = named === undefined ? keywords : new Map([...keywords].filter(([name]) => name !== named));
    const method = exposedValue(this.toOperand(first), this.method);
    if (!(method instanceof Callable)) typeError(`${this.name}() does not work on this`);
    return method.call(positional.slice(1), others);
  }
}
