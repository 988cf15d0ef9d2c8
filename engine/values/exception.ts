import type { Tuple } from './tuple.js';

/** A Python exception as a value (`ValueError('x')`): nothing in an expression can raise it but what raises anyway. */
export class PyException {
  constructor(
    /** Python's class name. */
    readonly typeName: string,
    readonly args: Tuple,
  ) {}
}
