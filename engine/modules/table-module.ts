import { ExpressionModule } from '../registry/exposed.js';
import type { Callable, Value } from '../values/index.js';

/** A module whose attributes stand in a table, made when first asked for. */
export class TableModule extends ExpressionModule {
  readonly #table: ReadonlyMap<string, Value>;

  constructor(
    readonly name: string,
    members: Iterable<readonly [string, Value]>,
  ) {
    super();
    this.#table = new Map(members);
  }

  attribute(name: string): Value | undefined {
    return this.#table.get(name);
  }

  names(): Iterable<string> {
    return this.#table.keys();
  }
}

/** Entries of a module's table: functions under their own names, then named values. */
export function members(
  functions: readonly Callable[],
  values: Readonly<Record<string, Value>> = {},
): [string, Value][] {
  return [...functions.map((one): [string, Value] => [one.name, one]), ...Object.entries(values)];
}
