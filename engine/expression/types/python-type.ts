import { Callable, type Value } from '../../values/index.js';
import { type Arguments, bindArguments } from '../callables/arguments.js';
import type { Member } from '../callables/members.js';
import { readSignature, type Signature } from '../callables/signature.js';
import { notAllowed } from '../raise.js';

/** What a built-in type is declared with. */
export interface TypeDeclaration {
  readonly name: string;
  readonly base?: PyType;
  /** Attributes that instances and the type itself have. */
  readonly members?: Iterable<readonly [string, Member]>;
  /** Signature and code of calling the type; without it, calling is refused. */
  readonly construct?: readonly [parameters: string, code: (args: Arguments) => Value];
  /** Whether `value` is an instance of exactly this type or one derived from it. */
  readonly accepts: (value: Value) => boolean;
}

/** A Python type as a value: `int`, `str`, `ValueError`. Calling it makes an instance. */
export class PyType extends Callable {
  readonly name: string;
  readonly base: PyType | undefined;
  readonly #declaration: TypeDeclaration;
  #members: Map<string, Member> | undefined;
  #signature: Signature | undefined;

  constructor(declaration: TypeDeclaration) {
    super();
    this.name = declaration.name;
    this.base = declaration.base;
    this.#declaration = declaration;
  }

  override get kind(): string {
    return 'type';
  }

  override isInstance(value: Value): boolean {
    return this.#declaration.accepts(value);
  }

  /** Whether it is `other` or derives from it. */
  isSubtypeOf(other: Value): boolean {
    return this === other || (this.base?.isSubtypeOf(other) ?? false);
  }

  /** The attribute `name`, its own or inherited. */
  member(name: string): Member | undefined {
    this.#members ??= new Map(this.#declaration.members ?? []);
    return this.#members.get(name) ?? this.base?.member(name);
  }

  /** Names of the attributes, for suggestions. */
  memberNames(): string[] {
    this.#members ??= new Map(this.#declaration.members ?? []);
    return [...this.#members.keys(), ...(this.base?.memberNames() ?? [])];
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const { construct } = this.#declaration;
    if (!construct) notAllowed(`creating a ${this.name}`);
    const [parameters, code] = construct;
    this.#signature ??= readSignature(parameters);
    return code(bindArguments(this.#signature, this.name, this.name, positional, keywords));
  }
}
