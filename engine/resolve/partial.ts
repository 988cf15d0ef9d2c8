import { call } from '../expression/operators/call.js';
import { Callable, type Value } from '../values/index.js';

/** A callable with some keyword arguments filled in (`_mode_: callable`), as Python's `functools.partial`. */
export class PartialCallable extends Callable {
  constructor(
    readonly callee: Value,
    readonly keywords: ReadonlyMap<string, Value>,
  ) {
    super();
  }

  get name(): string {
    return this.callee instanceof Callable ? this.callee.name : 'partial';
  }

  /** Keywords given in the call replace those filled in. */
  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    return call(this.callee, positional, new Map([...this.keywords, ...keywords]));
  }
}
