import { Callable, type Value } from '../../values/index.js';
import { typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { type Arguments, bindArguments } from './arguments.js';
import { BuiltinFunction, type Code } from './builtin-function.js';
import { readSignature, type Signature } from './signature.js';

/** What an attribute of a built-in type is. */
export type Member = MethodMember | DataMember | StaticMember;

type MethodCode<S> = (self: S, args: Arguments) => Value;

/** A method of a built-in type: `str.upper`. */
export abstract class MethodMember {
  constructor(
    readonly owner: string,
    readonly name: string,
  ) {}

  abstract invoke(self: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value;
}

class DeclaredMethod<S extends Value> extends MethodMember {
  #signature: Signature | undefined;

  constructor(
    private readonly type: Owner<S>,
    name: string,
    private readonly parameters: string,
    private readonly code: MethodCode<S>,
  ) {
    super(type.name, name);
  }

  invoke(self: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const { owner, name } = this;
    if (!this.type.is(self)) refuseOther(name, owner, self);
    this.#signature ??= readSignature(this.parameters);
    return this.code(self, bindArguments(this.#signature, name, `${owner}.${name}`, positional, keywords));
  }
}

function refuseOther(name: string, owner: string, self: Value): never {
  typeError(`descriptor '${name}' for '${owner}' objects doesn't apply to a '${typeName(self)}' object`);
}

/** An attribute that is a value: `(3).real`. */
export class DataMember {
  constructor(readonly read: (self: Value) => Value) {}
}

/** A function that hangs on the type itself: `dict.fromkeys`. */
export class StaticMember {
  constructor(readonly value: Value) {}
}

/** A method together with the value it was taken from: `'abc'.upper`. */
export class BoundMember extends Callable {
  constructor(
    readonly self: Value,
    readonly member: MethodMember,
  ) {
    super();
  }

  get name(): string {
    return this.member.name;
  }

  override get kind(): string {
    return 'builtin_function_or_method';
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    return this.member.invoke(this.self, positional, keywords);
  }
}

/** A method taken from its type: `str.upper`, to be called with the value first. */
export class UnboundMember extends Callable {
  constructor(readonly member: MethodMember) {
    super();
  }

  get name(): string {
    return this.member.name;
  }

  override get kind(): string {
    return 'method_descriptor';
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const [self] = positional;
    const { owner, name } = this.member;
    if (self === undefined) typeError(`unbound method ${owner}.${name}() needs an argument`);
    return this.member.invoke(self, positional.slice(1), keywords);
  }
}

/** What a table of members is declared for. */
export interface Owner<S extends Value> {
  readonly name: string;
  is(value: Value): value is S;
}

type MethodTable<S> = Readonly<Record<string, readonly [parameters: string, code: MethodCode<S>]>>;

/** Declares the methods of a built-in type as a table of signatures and code. */
export function methods<S extends Value>(owner: Owner<S>, table: MethodTable<S>): [string, Member][] {
  return Object.entries(table).map(([name, [parameters, code]]) => [
    name,
    new DeclaredMethod(owner, name, parameters, code),
  ]);
}

/** Declares attributes of a built-in type that are values. */
export function data<S extends Value>(
  owner: Owner<S>,
  table: Readonly<Record<string, (self: S) => Value>>,
): [string, Member][] {
  return Object.entries(table).map(([name, read]) => [
    name,
    new DataMember((self) => {
      if (owner.is(self)) return read(self);
      refuseOther(name, owner.name, self);
    }),
  ]);
}

/** Declares functions that hang on a built-in type itself. */
export function statics(
  owner: { readonly name: string },
  table: Readonly<Record<string, readonly [parameters: string, code: Code]>>,
): [string, Member][] {
  return Object.entries(table).map(([name, [parameters, code]]) => [
    name,
    new StaticMember(new BuiltinFunction(name, parameters, code, `${owner.name}.${name}`)),
  ]);
}
