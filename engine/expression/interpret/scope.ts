import type { Value } from '../../values/index.js';
import type { Budget } from '../budget.js';

/** What an expression can name. */
export interface Scope {
  /** Global names: imported modules, and what the caller adds. Python's built-ins need not be among them. */
  readonly names: { get(name: string): Value | undefined };
  /**
   * The value of `@id`. Every `#` of the id has become `::`; relative ids come as they were written.
   * Without it a reference is an error.
   */
  readonly reference?: (id: string) => Value;
  /** What the evaluation may use up; a fresh budget when left out. */
  readonly budget?: Budget;
}

/** One evaluation under way: its scope, and the node at work, which a failure is reported at. */
export class Evaluation {
  start = 0;
  end = 0;

  constructor(readonly scope: Scope) {}
}

/** The names of one block: the expression itself, a lambda's call, or a comprehension. */
export class Frame {
  #values: Map<string, Value> | undefined;

  constructor(
    readonly evaluation: Evaluation,
    /** Names that belong to this block; undefined for the expression itself, which takes every name. */
    readonly locals: ReadonlySet<string> | undefined,
    readonly parent: Frame | undefined,
    readonly kind: 'expression' | 'lambda' | 'comprehension',
  ) {}

  get(name: string): Value | undefined {
    return this.#values?.get(name);
  }

  set(name: string, value: Value): void {
    this.#values ??= new Map();
    this.#values.set(name, value);
  }
}
