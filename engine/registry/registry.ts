import type { ComponentFailure } from '../errors/component.js';
import { nearest } from '../errors/suggest.js';
import { BundleError, fail, type Where } from '../errors.js';
import { Device, DType } from '../types/index.js';
import { type Callable, fromHost, type Value } from '../values/index.js';
import { bind, missingArgument, unknownArgument } from './bind.js';
import type { ComponentDefinition, ConstantDefinition } from './component.js';
import { ComponentCallable } from './component-callable.js';
import { isKnownElsewhere } from './known-elsewhere.js';
import { type Ingredient, type Recipe, rememberOrigin } from './recipe.js';
import { signatureOf } from './signature.js';
import { admitArgument } from './validate.js';

/** Stands for an argument whose value is not known before the run: a reference, an expression, a nested component. */
export const unresolved: unique symbol = Symbol('unresolved');

/** A fault found in a component's arguments, before it is created. */
export interface ArgumentFault {
  /** The argument's config name, or undefined when it is missing. */
  readonly argument: string | undefined;
  readonly failure: ComponentFailure;
}

/**
 * The closed list of what configs and expressions can name. A `_target_` is a bare name (`LoadImaged`), as MONAI finds
 * its own, or a dotted Python path (`torch.optim.Adam`).
 */
export class Registry {
  readonly #byPath = new Map<string, ComponentDefinition | ConstantDefinition>();
  readonly #byName = new Map<string, ComponentDefinition>();
  readonly #callables = new Map<ComponentDefinition, Callable>();
  readonly #modules = new Map<string, Set<string>>();

  /** Adds components and constants. A later one replaces an earlier one of the same name. */
  add(...definitions: readonly (ComponentDefinition | ConstantDefinition)[]): void {
    for (const definition of definitions) {
      const names = 'create' in definition ? [definition.name, ...definition.aliases] : [definition.name];
      for (const module of definition.modules) {
        for (const name of names) this.#addPath(module, name, definition);
      }
      if (!('create' in definition)) continue;
      // MONAI finds bare names among its own modules only; a user's component without a module is found by its name.
      const bare = definition.modules.length === 0 || definition.modules.some((module) => /^monai(\.|$)/.test(module));
      if (bare) for (const name of names) this.#byName.set(name, definition);
    }
  }

  #addPath(module: string, name: string, definition: ComponentDefinition | ConstantDefinition): void {
    this.#byPath.set(`${module}.${name}`, definition);
    const parts = [...module.split('.'), name];
    for (let depth = parts.length - 1; depth > 0; depth--) {
      const parent = parts.slice(0, depth).join('.');
      const children = this.#modules.get(parent) ?? new Set();
      this.#modules.set(parent, children.add(parts[depth] ?? ''));
    }
  }

  /** The component that `target` names, or undefined. */
  find(target: string): ComponentDefinition | undefined {
    const found = this.#byName.get(target) ?? this.#byPath.get(target);
    return found && 'create' in found ? found : undefined;
  }

  /** The component that `target` names, or an error that suggests one. */
  resolve(target: string, where?: Where): ComponentDefinition {
    return this.find(target) ?? fail(this.unknown(target), where);
  }

  /** The bundle whose own code a `scripts.…` target would come from, and that was not loaded for want of trust. */
  untrustedBundle: string | undefined;

  /** Why `target` names nothing, with a suggestion. */
  unknown(target: string): ComponentFailure {
    if (target.startsWith('scripts.') && this.untrustedBundle !== undefined) {
      return { family: 'component', code: 'needs_trust', target, folder: this.untrustedBundle };
    }
    const code = isKnownElsewhere(target) ? 'component_not_here_yet' : 'unknown_component';
    return { family: 'component', code, target, suggestion: this.#suggest(target) };
  }

  #suggest(target: string): string | undefined {
    if (!target.includes('.')) {
      const path = [...this.#byPath.keys()].find((candidate) => candidate.endsWith(`.${target}`));
      return path ?? nearest(target, this.#byName.keys());
    }
    const last = target.slice(target.lastIndexOf('.') + 1);
    return nearest(target, this.#byPath.keys()) ?? [...this.#byPath.keys()].find((path) => path.endsWith(`.${last}`));
  }

  /** The value at a dotted path, for expressions: a callable for a component, the value of a constant. */
  lookup(path: string): Value | undefined {
    const found = this.#byPath.get(path);
    if (!found) return undefined;
    return 'create' in found ? this.callable(found) : found.value;
  }

  /** Whether some component lives under this module path. */
  hasModule(path: string): boolean {
    return this.#modules.has(path);
  }

  /** Names directly under a module path: components, constants and submodules. */
  children(path: string): Iterable<string> {
    return this.#modules.get(path) ?? [];
  }

  /** All components, each once. */
  components(): ComponentDefinition[] {
    const all = new Set<ComponentDefinition>(this.#byName.values());
    for (const definition of this.#byPath.values()) if ('create' in definition) all.add(definition);
    return [...all];
  }

  /** A component as a function that expressions call. */
  callable(definition: ComponentDefinition): Callable {
    let callable = this.#callables.get(definition);
    if (!callable) {
      callable = new ComponentCallable(definition, this);
      this.#callables.set(definition, callable);
    }
    return callable;
  }

  /**
   * Faults in arguments that can be seen before the run: unknown and missing names, and wrong literals. Values are plain
   * JavaScript; {@link unresolved} ones are passed over.
   * @param byTruth hears of flags that are no booleans, and what they count as
   */
  checkArguments(
    definition: ComponentDefinition,
    given: ReadonlyMap<string, unknown>,
    byTruth?: (argument: string, counts: unknown) => void,
  ): ArgumentFault[] {
    const { byName, keywordRest } = signatureOf(definition);
    const faults: ArgumentFault[] = [];
    for (const [name, value] of given) {
      const argument = byName.get(name);
      if (!argument) {
        if (!keywordRest) faults.push({ argument: name, failure: unknownArgument(definition, name) });
        continue;
      }
      if (value === unresolved) continue;
      const admission = admitArgument(definition, argument, value);
      if (admission.failure) faults.push({ argument: name, failure: admission.failure });
      else if (admission.byTruth) byTruth?.(name, admission.value);
    }
    for (const argument of byName.values()) {
      if (argument.required && !given.has(argument.name)) {
        faults.push({ argument: undefined, failure: missingArgument(definition, argument.name) });
      }
    }
    return faults;
  }

  /**
   * Creates a component from engine values.
   * @throws BundleError for the first unknown, missing, repeated or ill-typed argument
   */
  instantiate(
    definition: ComponentDefinition,
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    where?: Where,
  ): Value {
    const args = bind(definition, positional, keywords, where);
    try {
      const product = definition.create(args);
      if (typeof product === 'object' && product !== null) rememberOrigin(product, targetOf(definition), args);
      return fromHost(product);
    } catch (error) {
      throw error instanceof BundleError && where ? error.at(where) : error;
    }
  }

  /** Makes the instance that a recipe describes (in a worker, say). */
  cook(recipe: Recipe): unknown {
    const definition = this.resolve(recipe.target);
    const args = Object.fromEntries(
      Object.entries(recipe.arguments).map(([name, ingredient]) => [name, this.#ingredient(ingredient)]),
    );
    const product: unknown = definition.create(args);
    if (typeof product === 'object' && product !== null) rememberOrigin(product, recipe.target, args);
    return product;
  }

  #ingredient(ingredient: Ingredient): unknown {
    switch (ingredient.kind) {
      case 'plain':
        return ingredient.value;
      case 'recipe':
        return this.cook(ingredient.recipe);
      case 'list':
        return ingredient.items.map((item) => this.#ingredient(item));
      case 'mapping':
        return Object.fromEntries(
          Object.entries(ingredient.entries).map(([key, item]) => [key, this.#ingredient(item)]),
        );
      case 'dtype':
        return new DType(ingredient.library, ingredient.name);
      case 'device':
        return new Device(ingredient.type, ingredient.index);
    }
  }
}

/** The registry of this process. `engine/components.ts` fills it; `registerComponent` adds a user's own. */
export const registry = new Registry();

/** Adds a component of your own, so that configs and expressions can name it. */
export function registerComponent(definition: ComponentDefinition): void {
  registry.add(definition);
}

/** A name that finds the component again: its first dotted path, or its bare name. */
export function targetOf(definition: ComponentDefinition): string {
  const [module] = definition.modules;
  return module === undefined ? definition.name : `${module}.${definition.name}`;
}
