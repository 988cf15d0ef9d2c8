import { Callable, type Value } from '../values/index.js';
import type { ComponentDefinition } from './component.js';

/** What a component needs to be created; the registry is one. */
interface Instantiator {
  instantiate(
    definition: ComponentDefinition,
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
  ): Value;
}

/** A component seen from an expression: calling it creates an instance, or the function's result. */
export class ComponentCallable extends Callable {
  constructor(
    readonly definition: ComponentDefinition,
    readonly instantiator: Instantiator,
  ) {
    super();
  }

  get name(): string {
    return this.definition.name;
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    return this.instantiator.instantiate(this.definition, positional, keywords);
  }
}
