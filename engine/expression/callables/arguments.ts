import { Float, type Int, isFloat, isInt, type Value } from '../../values/index.js';
import { callExposed } from '../operators/exposed-operation.js';
import { intOf, isIntLike } from '../operators/number.js';
import { truthy } from '../operators/truth.js';
import { overflowError, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import type { Parameter, Signature } from './signature.js';

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** The arguments of one call of a built-in function, in the order of its signature, with readers that check types. */
export class Arguments {
  constructor(
    /** The function's name for messages. */
    readonly callee: string,
    private readonly values: readonly (Value | undefined)[],
    /** What `*args` took. */
    readonly rest: readonly Value[] = [],
    /** What `**kwargs` took. */
    readonly keywords: ReadonlyMap<string, Value> = noKeywords,
    private readonly signature?: Signature,
  ) {}

  /** Whether the argument was given or has a default. */
  has(index: number): boolean {
    return this.values[index] !== undefined;
  }

  at(index: number): Value {
    return this.values[index] ?? null;
  }

  /** Whether the argument is None or was not given. */
  isNone(index: number): boolean {
    return this.at(index) === null;
  }

  text(index: number): string {
    const value = this.at(index);
    if (typeof value !== 'string') {
      typeError(`${this.callee}() argument${this.#shown(index)} must be str, not ${shownType(value)}`);
    }
    return value;
  }

  /** How CPython refers to an argument: by its name where it can be given by name, or by its place. */
  #shown(index: number): string {
    const { positional = [], positionalOnly = 0, keywordOnly = [] } = this.signature ?? {};
    if (this.signature && index >= positionalOnly) {
      const { name } = [...positional, ...keywordOnly][index] ?? {};
      return ` '${name}'`;
    }
    return positional.length === 1 ? '' : ` ${index + 1}`;
  }

  int(index: number): Int {
    return asIndex(this.at(index));
  }

  /** An int as a JavaScript number; like CPython's `Py_ssize_t` it must lie within 64 bits. */
  size(index: number): number {
    return asSize(this.at(index));
  }

  isTrue(index: number): boolean {
    return truthy(this.at(index));
  }
}

function shownType(value: Value): string {
  return value === null ? 'None' : typeName(value);
}

/** The int that `value` is, as `operator.index` reads it: floats are refused. */
export function asIndex(value: Value): Int {
  if (isIntLike(value)) return intOf(value);
  const index = callExposed(value, '__index__');
  if (index !== undefined && isInt(index)) return index;
  typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

const largestSize = 2n ** 63n - 1n;

export function asSize(value: Value): number {
  const index = asIndex(value);
  if (typeof index === 'bigint' && (index > largestSize || index < -largestSize - 1n)) {
    overflowError('Python int too large to convert to C ssize_t');
  }
  return Number(index);
}

/** The double of a float or int argument, as C functions read it. */
export function asDouble(value: Value): number {
  if (value instanceof Float) return value.value;
  if (isFloat(value)) return Number(value);
  if (isIntLike(value)) {
    const double = Number(intOf(value));
    if (!Number.isFinite(double)) overflowError('int too large to convert to float');
    return double;
  }
  const double = callExposed(value, '__float__');
  if (double !== undefined && isFloat(double)) return Number(double);
  typeError(`must be real number, not ${typeName(value)}`);
}

/**
 * Places the arguments of a call by a signature, with CPython's messages for what does not fit.
 *
 * @param name the function's plain name, `split`
 * @param qualified the name with its class, `str.split`
 */
export function bindArguments(
  signature: Signature,
  name: string,
  qualified: string,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Arguments {
  const { positional: parameters, keywordOnly, isVariadic, takesKeywords } = signature;
  const [unexpected] = keywords.keys();
  if (unexpected !== undefined && takesNoKeywords(signature)) typeError(`${qualified}() takes no keyword arguments`);
  const isSurplus = keywords.size > 0 && positional.length + keywords.size > parameters.length + keywordOnly.length;
  if ((positional.length > parameters.length || (isSurplus && !takesKeywords)) && !isVariadic) {
    refuseSurplus(signature, name, qualified, positional.length, keywords.size);
  }
  const values: (Value | undefined)[] = parameters.map((parameter, index) =>
    index < positional.length ? positional[index] : parameter.default,
  );
  for (const parameter of keywordOnly) values.push(parameter.default);
  const given = new Set<Parameter>();
  const free = keywords.size === 0 ? noKeywords : new Map<string, Value>();
  for (const [keyword, value] of keywords) {
    const index = indexOfParameter(signature, keyword);
    if (index === undefined) {
      if (!takesKeywords) typeError(`'${keyword}' is an invalid keyword argument for ${name}()`);
      if (free instanceof Map) free.set(keyword, value);
      continue;
    }
    if (index < parameters.length && index < positional.length) {
      typeError(`argument for ${name}() given by name ('${keyword}') and position (${index + 1})`);
    }
    values[index] = value;
    const parameter = parameters[index];
    if (parameter) given.add(parameter);
  }
  for (let index = positional.length; index < parameters.length; index++) {
    const parameter = parameters[index];
    if (parameter && !parameter.isOptional && !given.has(parameter)) {
      refuseShortage(signature, name, qualified, positional.length, index);
    }
  }
  return new Arguments(name, values, positional.slice(parameters.length), free, signature);
}

function indexOfParameter(signature: Signature, keyword: string): number | undefined {
  const { positional, positionalOnly, keywordOnly } = signature;
  const index = positional.findIndex(({ name }) => name === keyword);
  if (index >= positionalOnly) return index;
  const only = keywordOnly.findIndex(({ name }) => name === keyword);
  return only < 0 ? undefined : positional.length + only;
}

function takesNoKeywords({ positional, positionalOnly, keywordOnly, takesKeywords }: Signature): boolean {
  return positionalOnly >= positional.length && keywordOnly.length === 0 && !takesKeywords;
}

function refuseSurplus(signature: Signature, name: string, qualified: string, given: number, keywords: number): never {
  const { positional, positionalOnly, required, keywordOnly } = signature;
  const most = positional.length;
  if (most === 0) {
    typeError(
      keywordOnly.length > 0
        ? `${name}() takes no positional arguments`
        : `${qualified}() takes no arguments (${given} given)`,
    );
  }
  if (most === 1 && required === 1 && positionalOnly === 1 && keywordOnly.length === 0) {
    typeError(`${qualified}() takes exactly one argument (${given} given)`);
  }
  const extent = required === most ? '' : 'at most ';
  if (positionalOnly === most) typeError(`${name} expected ${extent}${count(most)}, got ${given}`);
  const total = most + keywordOnly.length;
  if (given + keywords > total) {
    typeError(`${name}() takes ${extent || 'exactly '}${count(total)} (${given + keywords} given)`);
  }
  typeError(
    `${name}() takes ${extent || 'exactly '}${most} positional argument${most === 1 ? '' : 's'} (${given} given)`,
  );
}

function refuseShortage(signature: Signature, name: string, qualified: string, given: number, index: number): never {
  const { positional, positionalOnly, required, isVariadic, keywordOnly } = signature;
  const most = positional.length;
  if (most === 1 && positionalOnly === 1 && !isVariadic && keywordOnly.length === 0) {
    typeError(`${qualified}() takes exactly one argument (${given} given)`);
  }
  const extent = required === most && !isVariadic ? '' : 'at least ';
  if (positionalOnly === most) typeError(`${name} expected ${extent}${count(required)}, got ${given}`);
  typeError(`${name}() missing required argument '${positional[index]?.name}' (pos ${index + 1})`);
}

function count(number: number): string {
  return `${number} argument${number === 1 ? '' : 's'}`;
}
