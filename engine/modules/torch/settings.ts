import { ExpressionModule } from '../../registry/exposed.js';
import type { Value } from '../../values/index.js';

/** A module of switches that expressions may set: `setattr(torch.backends.cudnn, 'benchmark', True)`. */
export class Settings extends ExpressionModule {
  readonly #values: Map<string, Value>;

  constructor(
    readonly name: string,
    values: Readonly<Record<string, Value>>,
    private readonly fixed: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.#values = new Map(Object.entries(values));
  }

  attribute(name: string): Value | undefined {
    return this.#values.get(name) ?? this.fixed.get(name);
  }

  names(): Iterable<string> {
    return [...this.#values.keys(), ...this.fixed.keys()];
  }

  override assign(name: string, value: Value): boolean {
    if (!this.#values.has(name)) return false;
    this.#values.set(name, value);
    return true;
  }
}
