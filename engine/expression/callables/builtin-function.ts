import { Callable, type Value } from '../../values/index.js';
import { type Arguments, bindArguments } from './arguments.js';
import { readSignature, type Signature } from './signature.js';

export type Code = (args: Arguments) => Value;

/** A built-in function, such as `len`. */
export class BuiltinFunction extends Callable {
  #signature: Signature | undefined;

  constructor(
    readonly name: string,
    private readonly parameters: string,
    private readonly code: Code,
    /** The name with its class, for messages: `dict.fromkeys`. */
    private readonly qualified: string = name,
  ) {
    super();
  }

  override get kind(): string {
    return 'builtin_function_or_method';
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    this.#signature ??= readSignature(this.parameters);
    return this.code(bindArguments(this.#signature, this.name, this.qualified, positional, keywords));
  }
}

/** Declares built-in functions as a table of signatures and code. */
export function functions(
  table: Readonly<Record<string, readonly [parameters: string, code: Code]>>,
): BuiltinFunction[] {
  return Object.entries(table).map(([name, [parameters, code]]) => new BuiltinFunction(name, parameters, code));
}
