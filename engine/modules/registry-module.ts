import { ExpressionModule } from '../registry/exposed.js';
import { registry } from '../registry/registry.js';
import type { Value } from '../values/index.js';

/** Names that modules have beside the registry's components: module path → name → value. */
export type OwnNames = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/**
 * A module of a tree such as `monai.transforms`: plain functions and constants of its own, components from the registry,
 * and the modules below it.
 */
export class RegistryModule extends ExpressionModule {
  constructor(
    readonly name: string,
    private readonly tree: RegistryTree,
  ) {
    super();
  }

  attribute(name: string): Value | undefined {
    const path = `${this.name}.${name}`;
    return this.tree.own(this.name)?.get(name) ?? registry.lookup(path) ?? this.tree.module(path);
  }

  names(): Iterable<string> {
    return new Set([
      ...(this.tree.own(this.name)?.keys() ?? []),
      ...registry.children(this.name),
      ...this.tree.children(this.name),
    ]);
  }
}

/** The modules that the registry's components and our own names live in. */
export class RegistryTree {
  readonly #modules = new Map<string, ExpressionModule>();
  readonly #children = new Map<string, Set<string>>();

  constructor(
    private readonly ownNames: OwnNames,
    /** Modules of other classes, by path. */
    special: readonly ExpressionModule[] = [],
  ) {
    for (const module of special) this.#modules.set(module.name, module);
    for (const path of [...ownNames.keys(), ...this.#modules.keys()]) {
      const parts = path.split('.');
      for (let depth = parts.length - 1; depth > 0; depth--) {
        const parent = parts.slice(0, depth).join('.');
        const children = this.#children.get(parent) ?? new Set();
        this.#children.set(parent, children.add(parts[depth] ?? ''));
      }
    }
  }

  own(path: string): ReadonlyMap<string, Value> | undefined {
    return this.ownNames.get(path);
  }

  children(path: string): Iterable<string> {
    return this.#children.get(path) ?? [];
  }

  /** Paths of our own modules. */
  paths(): Iterable<string> {
    return new Set([...this.#children.keys(), ...this.ownNames.keys(), ...this.#modules.keys()]);
  }

  /** The module at a path, or undefined when nothing lives there. */
  module(path: string): ExpressionModule | undefined {
    const known = this.#modules.get(path);
    if (known) return known;
    if (!this.ownNames.has(path) && !this.#children.has(path) && !registry.hasModule(path)) return undefined;
    const module = new RegistryModule(path, this);
    this.#modules.set(path, module);
    return module;
  }
}
