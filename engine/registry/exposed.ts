import type { Value } from '../values/value.js';

/**
 * What expressions may do with an object of a class. A class states it as a static member:
 *
 *     static readonly [exposed]: Exposed = {
 *       parameters: method(),            // $@network.parameters()
 *       to: method('device'),            // $@network.to(device=@device)
 *       state: property(),               // $@trainer.state
 *       max_epochs: property('maxEpochs'),
 *       __call__: method('engine').as('attach'),
 *     };
 *
 * Keys are Python names; the TypeScript member is the same name in camelCase unless told. Nothing else of an object can
 * be reached: no prototype, no private member, nothing that starts with `_` but the operators `__call__`, `__len__`,
 * `__getitem__`, `__iter__`, `__contains__`, `__eq__`, `__str__`. Subclasses inherit and may add.
 *
 * Arguments arrive as plain JavaScript (`toHost`). A member marked `.raw()` receives the engine's own values instead,
 * where int and float, list and tuple, slices and `...` must be told apart: an array's `__mul__` or `__getitem__`.
 */
export const exposed: unique symbol = Symbol('exposed');

export type Exposed = Readonly<Record<string, ExposedMember>>;

export class ExposedMember {
  constructor(
    readonly kind: 'property' | 'method',
    /** Python parameter names in order, so that keywords can be placed. */
    readonly parameters: readonly string[],
    /** The TypeScript member; undefined for the Python name in camelCase. */
    readonly member: string | undefined,
    /** Whether arguments and result stay engine values, without `toHost` and `fromHost`. */
    readonly isRaw: boolean = false,
  ) {}

  /** The same, held under another TypeScript name. */
  as(member: string): ExposedMember {
    return new ExposedMember(this.kind, this.parameters, member, this.isRaw);
  }

  /** The same, called with engine values as they are. */
  raw(): ExposedMember {
    return new ExposedMember(this.kind, this.parameters, this.member, true);
  }
}

export function property(member?: string): ExposedMember {
  return new ExposedMember('property', [], member);
}

export function method(...parameters: string[]): ExposedMember {
  return new ExposedMember('method', parameters, undefined);
}

/** How `object` exposes `name`, or undefined when it does not. */
export function exposedMember(object: object, name: string): ExposedMember | undefined {
  for (let at: unknown = object.constructor; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    if (!Object.hasOwn(at, exposed)) continue;
    const members = (at as { [exposed]?: Exposed })[exposed];
    if (members && Object.hasOwn(members, name)) return members[name];
  }
  return undefined;
}

/** All names that `object` exposes, for "did you mean". */
export function exposedNames(object: object): string[] {
  const names = new Set<string>();
  for (let at: unknown = object.constructor; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, exposed))
      for (const name of Object.keys((at as { [exposed]?: Exposed })[exposed] ?? {})) names.add(name);
  }
  return [...names];
}

/**
 * A namespace in expressions: `os`, `torch`, `monai.handlers`. Its attributes are computed on request, so that a module
 * with hundreds of names costs nothing until one is used.
 */
export abstract class ExpressionModule {
  abstract readonly name: string;
  /** The attribute, or undefined when the module does not have it here. */
  abstract attribute(name: string): Value | undefined;
  /** Names that exist, for "did you mean" and `dir()`. */
  abstract names(): Iterable<string>;
}
