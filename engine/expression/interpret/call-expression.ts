import { Callable, type Value } from '../../values/index.js';
import { attribute, methodOf } from '../operators/attribute.js';
import { call } from '../operators/call.js';
import { typeError } from '../raise.js';
import type { Call, Expression, Keyword } from '../syntax/ast.js';
import { mappingEntries } from '../types/dict-type.js';
import { typeName } from '../types/type-name.js';
import { interpret, interpretItems, mark } from './interpret.js';
import type { Frame } from './scope.js';

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** A call. A method of a built-in type is called without making a bound method of it first. */
export function interpretCall(node: Call, frame: Frame): Value {
  const { callee } = node;
  if (callee.kind === 'attribute') {
    const object = interpret(callee.object, frame);
    mark(callee, frame);
    const method = methodOf(object, callee.name);
    if (method) {
      const name = (): string => `${method.owner}.${method.name}`;
      const positional = interpretItems(node.positional, frame, (source) => refuseStar(source, name()));
      const keywords = interpretKeywords(node.keywords, frame, name);
      mark(node, frame);
      return method.invoke(object, positional, keywords);
    }
    return callWith(attribute(object, callee.name), node, frame);
  }
  return callWith(interpret(callee, frame), node, frame);
}

function callWith(callee: Value, node: Call, frame: Frame): Value {
  const name = (): string => nameOf(callee);
  const positional = interpretItems(node.positional, frame, (source) => refuseStar(source, name()));
  const keywords = interpretKeywords(node.keywords, frame, name);
  mark(node, frame);
  return callee instanceof Callable ? callee.call(positional, keywords) : call(callee, positional, keywords);
}

function refuseStar(source: Value, callee: string): never {
  typeError(`${callee}() argument after * must be an iterable, not ${typeName(source)}`);
}

function nameOf(callee: Value): string {
  return callee instanceof Callable || typeof callee === 'function' ? callee.name : typeName(callee);
}

function interpretKeywords(
  keywords: readonly Keyword[],
  frame: Frame,
  callee: () => string,
): ReadonlyMap<string, Value> {
  if (keywords.length === 0) return noKeywords;
  const values = new Map<string, Value>();
  for (const { name, value } of keywords) {
    if (name === undefined) unpackKeywords(values, value, frame, callee);
    else addKeyword(values, name, interpret(value, frame), callee);
  }
  return values;
}

function unpackKeywords(values: Map<string, Value>, node: Expression, frame: Frame, callee: () => string): void {
  const source = interpret(node, frame);
  mark(node, frame);
  const entries = mappingEntries(source);
  if (!entries) typeError(`${callee()}() argument after ** must be a mapping, not ${typeName(source)}`);
  for (const [key, value] of entries) {
    if (typeof key !== 'string') typeError('keywords must be strings');
    addKeyword(values, key, value, callee);
  }
}

function addKeyword(values: Map<string, Value>, name: string, value: Value, callee: () => string): void {
  if (values.has(name)) typeError(`${callee()}() got multiple values for keyword argument '${name}'`);
  values.set(name, value);
}
