import { nearest } from '../../errors/suggest.js';
import { ExpressionModule, exposedNames, exposedValue } from '../../registry/exposed.js';
import { notHereYet } from '../../registry/known-elsewhere.js';
import type { Value } from '../../values/index.js';
import {
  BoundMember,
  DataMember,
  type Member,
  MethodMember,
  StaticMember,
  UnboundMember,
} from '../callables/members.js';
import { notAllowed, raise, refusePromise } from '../raise.js';
import { PyType } from '../types/python-type.js';
import { typeName } from '../types/type-name.js';
import { typeOf } from '../types/type-of.js';

/** Names that lead out of an object into JavaScript or Python's machinery. */
const forbidden: ReadonlySet<string> = new Set(['constructor', 'prototype', 'caller', 'callee', 'arguments']);

/** Python's `object.name`. Only what is listed for a type, or exposed by an object or module, can be reached. */
export function attribute(object: Value, name: string): Value {
  const found = findAttribute(object, name);
  return found === undefined ? refuse(object, name) : found;
}

/** `object.name`, or undefined where Python would raise AttributeError. */
export function findAttribute(object: Value, name: string): Value | undefined {
  refuseForbidden(object, name);
  refusePromise(object);
  if (object instanceof ExpressionModule) return object.attribute(name);
  if (object instanceof PyType) {
    const member = object.member(name);
    return member && fromType(object, member);
  }
  const member = typeOf(object)?.member(name);
  if (member) return fromValue(object, member);
  return object !== null && typeof object === 'object' ? exposedValue(object, name) : undefined;
}

function refuseForbidden(object: Value, name: string): void {
  if (name === '__version__' && object instanceof ExpressionModule) return;
  if (!name.startsWith('_') && !forbidden.has(name)) return;
  notAllowed(`the attribute "${name}"`, name.startsWith('_') ? 'use names that do not start with _' : undefined);
}

/** The built-in method that `object.name` is, so that it can be called without being bound first. */
export function methodOf(object: Value, name: string): MethodMember | undefined {
  if (object instanceof PyType || object instanceof ExpressionModule || name.startsWith('_')) return undefined;
  const member = typeOf(object)?.member(name);
  return member instanceof MethodMember ? member : undefined;
}

function fromValue(object: Value, member: Member): Value {
  if (member instanceof MethodMember) return new BoundMember(object, member);
  return member instanceof DataMember ? member.read(object) : member.value;
}

function fromType(type: PyType, member: Member): Value {
  if (member instanceof MethodMember) return new UnboundMember(member);
  if (member instanceof StaticMember) return member.value;
  raise('AttributeError', `an attribute of '${type.name}' values, not of the type`);
}

function refuse(object: Value, name: string): never {
  const known = namesOf(object);
  const near = nearest(name, known);
  const fix = near === undefined ? undefined : `did you mean "${near}"?`;
  if (object instanceof ExpressionModule) {
    const missing = notHereYet(`${object.name}.${name}`);
    raise('AttributeError', `module '${object.name}' has no attribute '${name}'`, missing ?? fix);
  }
  if (object instanceof PyType) raise('AttributeError', `type object '${object.name}' has no attribute '${name}'`, fix);
  raise('AttributeError', `'${typeName(object)}' object has no attribute '${name}'`, fix);
}

/** Names that `object.` can be followed by. */
export function namesOf(object: Value): string[] {
  if (object instanceof ExpressionModule) return [...object.names()];
  const type = object instanceof PyType ? object : typeOf(object);
  const exposed = object !== null && typeof object === 'object' ? exposedNames(object) : [];
  return [...(type?.memberNames() ?? []), ...exposed].filter((name) => !name.startsWith('_'));
}
