import { BuiltinFunction } from '../expression/callables/builtin-function.js';
import { readSignature } from '../expression/callables/signature.js';
import type { Value } from '../values/index.js';
import { Arguments } from './arguments.js';

/**
 * Declares a module's function. The signature is Python's: `name` is required, `name?` optional, `name=1` has a default;
 * `/`, `*`, `*args` and `**kwargs` mean what they mean in Python.
 */
export function fn(name: string, signature: string, body: (args: Arguments) => Value): BuiltinFunction {
  const names = parameterNames(signature);
  return new BuiltinFunction(name, signature, (placed) => body(new Arguments(placed, names())));
}

/** The parameter names of a signature, read when first needed. */
export function parameterNames(signature: string): () => readonly string[] {
  let names: readonly string[] | undefined;
  return () => {
    if (!names) {
      const { positional, keywordOnly } = readSignature(signature);
      names = [...positional, ...keywordOnly].map((parameter) => parameter.name);
    }
    return names;
  };
}
