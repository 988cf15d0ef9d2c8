import { bindArguments } from '../expression/callables/arguments.js';
import { readSignature, type Signature } from '../expression/callables/signature.js';
import { type ExposedMember, operation } from '../registry/exposed.js';
import type { Value } from '../values/index.js';
import { Arguments } from './arguments.js';
import { parameterNames } from './function.js';

/** A method that lives outside of its class, with a Python signature; see {@link expose}. */
export function outsideMethod<S extends object>(
  name: string,
  signature: string,
  narrow: (object: object) => S,
  body: (self: S, args: Arguments) => Value,
): ExposedMember {
  let parsed: Signature | undefined;
  const names = parameterNames(signature);
  return operation((object, positional, keywords) => {
    parsed ??= readSignature(signature);
    return body(narrow(object), new Arguments(bindArguments(parsed, name, name, positional, keywords), names()));
  });
}
