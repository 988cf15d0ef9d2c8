import { fail } from '../errors.js';
import type { Value } from './value.js';

/**
 * A Python iterator or generator: lazy, and used up by reading it once. `typeName` is Python's name of the kind
 * (`zip`, `generator`, `list_iterator`).
 */
export class PyIterator implements IterableIterator<Value> {
  readonly #source: Iterator<Value, unknown>;
  #done = false;
  #started = false;
  #running = false;

  constructor(
    readonly typeName: string,
    source: Iterator<Value, unknown>,
  ) {
    this.#source = source;
  }

  /** Whether anything was asked of it. */
  get isStarted(): boolean {
    return this.#started;
  }

  next(): IteratorResult<Value, undefined> {
    this.#started = true;
    if (this.#done) return { done: true, value: undefined };
    if (this.#running) {
      const message = `${this.typeName} already executing`;
      fail({ family: 'expression', code: 'python_exception', pythonName: 'ValueError', message });
    }
    this.#running = true;
    try {
      const result = this.#source.next();
      return result.done ? this.close() : result;
    } finally {
      this.#running = false;
    }
  }

  /** Ends it: nothing more comes out. */
  close(): { done: true; value: undefined } {
    this.#done = true;
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
