import { fail } from '../errors.js';
import { fromHost, toHost } from '../values/host.js';
import { Callable, type Value } from '../values/value.js';
import { camelCase } from './case.js';

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

/** An operation that is not a member of its class: it takes the object first, then engine values as they are. */
export type Implementation = (
  self: object,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
) => Value;

export class ExposedMember {
  constructor(
    readonly kind: 'property' | 'method',
    /** Python parameter names in order, so that keywords can be placed. */
    readonly parameters: readonly string[],
    /** The TypeScript member; undefined for the Python name in camelCase. */
    readonly member: string | undefined,
    /** Whether arguments and result stay engine values, without `toHost` and `fromHost`. */
    readonly isRaw: boolean = false,
    /** The code, where it lives outside of the class (see {@link expose}). */
    readonly implementation: Implementation | undefined = undefined,
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

/** A property that `read` computes outside of the class. */
export function computed(read: (self: object) => Value): ExposedMember {
  return new ExposedMember('property', [], undefined, true, read);
}

/** A method that `call` carries out outside of the class; it places its keywords itself. */
export function operation(call: Implementation): ExposedMember {
  return new ExposedMember('method', [], undefined, true, call);
}

/** States from outside what a class exposes, where its operations live elsewhere (arrays: `engine/modules/numpy`). */
export function expose(type: abstract new (...args: never[]) => object, members: Exposed): void {
  const before = Object.hasOwn(type, exposed) ? (type as { [exposed]?: Exposed })[exposed] : {};
  Object.defineProperty(type, exposed, { value: { ...before, ...members }, configurable: true });
}

/** What `object.name` is in an expression: a property's value, or a bound method. Undefined when it is not exposed. */
export function exposedValue(object: object, name: string): Value | undefined {
  const member = exposedMember(object, name);
  if (!member) return undefined;
  if (member.kind === 'method') return new BoundMethod(object, name, member);
  if (member.implementation) return member.implementation(object, [], new Map());
  const value: unknown = Reflect.get(object, member.member ?? camelCase(name));
  return member.isRaw ? (value as Value) : fromHost(value);
}

/** An exposed method together with its object. */
export class BoundMethod extends Callable {
  constructor(
    readonly self: object,
    readonly name: string,
    readonly member: ExposedMember,
  ) {
    super();
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const { implementation, isRaw, member } = this.member;
    if (implementation) return implementation(this.self, positional, keywords);
    const code: unknown = Reflect.get(this.self, member ?? camelCase(this.name));
    if (typeof code !== 'function') throw new TypeError(`${this.name} is exposed as a method but is none`);
    const args = this.#place(positional, keywords);
    const result: unknown = Reflect.apply(
      code,
      this.self,
      isRaw ? args : args.map((arg) => (arg === undefined ? undefined : toHost(arg))),
    );
    return isRaw ? (result as Value) : fromHost(result);
  }

  /** The arguments in the order of the parameters; `undefined` where one is left to its default. */
  #place(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): (Value | undefined)[] {
    const args: (Value | undefined)[] = [...positional];
    for (const [keyword, value] of keywords) {
      const place = this.member.parameters.indexOf(keyword);
      if (place < 0) this.#refuse(`got an unexpected keyword argument '${keyword}'`);
      if (place < positional.length) this.#refuse(`got multiple values for argument '${keyword}'`);
      while (args.length <= place) args.push(undefined);
      args[place] = value;
    }
    return args;
  }

  #refuse(problem: string): never {
    fail({
      family: 'expression',
      code: 'python_exception',
      pythonName: 'TypeError',
      message: `${this.name}() ${problem}`,
    });
  }
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

  /** `setattr(module, name, value)`: returns whether the module takes it (`torch.backends.cudnn.benchmark`). */
  assign(_name: string, _value: Value): boolean {
    return false;
  }
}
