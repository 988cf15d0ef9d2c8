import { ExpressionModule } from '../../registry/exposed.js';
import { Callable, Tuple, type Value } from '../../values/index.js';
import type { Arguments } from '../callables/arguments.js';
import { functions } from '../callables/builtin-function.js';
import { attribute, findAttribute, namesOf } from '../operators/attribute.js';
import { isCallable } from '../operators/call.js';
import { isRaised, notAllowed, typeError } from '../raise.js';
import { PyType } from '../types/python-type.js';
import { typeName } from '../types/type-name.js';
import { UnionType } from '../types/union-type.js';

/** Python's built-in functions on types and attributes. */
export const objectFunctions = functions({
  isinstance: ['obj, class_or_tuple, /', (args) => isInstance(args.at(0), args.at(1))],
  issubclass: ['cls, class_or_tuple, /', (args) => isSubclass(args.at(0), args.at(1))],
  callable: ['obj, /', (args) => isCallable(args.at(0))],
  getattr: ['object, name, default?, /', (args) => getAttribute(args)],
  hasattr: ['obj, name, /', (args) => hasAttribute(args)],
  setattr: ['obj, name, value, /', (args) => setAttribute(args)],
  dir: ['object, /', (args) => namesOf(args.at(0)).sort()],
});

function isInstance(value: Value, type: Value): boolean {
  if (type instanceof Tuple) return type.items.some((one) => isInstance(value, one));
  const answer = type instanceof Callable ? type.isInstance(value) : undefined;
  return answer ?? typeError('isinstance() arg 2 must be a type, a tuple of types, or a union');
}

function isSubclass(type: Value, other: Value): boolean {
  if (!(type instanceof PyType)) typeError('issubclass() arg 1 must be a class');
  if (other instanceof Tuple) return other.items.some((one) => isSubclass(type, one));
  if (other instanceof UnionType) return other.members.some((one) => type.isSubtypeOf(one));
  if (!(other instanceof PyType)) typeError('issubclass() arg 2 must be a class, a tuple of classes, or a union');
  return type.isSubtypeOf(other);
}

function nameOf(args: Arguments): string {
  const name = args.at(1);
  if (typeof name !== 'string') typeError(`attribute name must be string, not '${typeName(name)}'`);
  return name;
}

function getAttribute(args: Arguments): Value {
  const name = nameOf(args);
  if (!args.has(2)) return attribute(args.at(0), name);
  try {
    const found = findAttribute(args.at(0), name);
    return found === undefined ? args.at(2) : found;
  } catch (error) {
    if (isRaised(error, 'AttributeError')) return args.at(2);
    throw error;
  }
}

function hasAttribute(args: Arguments): boolean {
  const name = nameOf(args);
  try {
    return findAttribute(args.at(0), name) !== undefined;
  } catch (error) {
    if (isRaised(error, 'AttributeError')) return false;
    throw error;
  }
}

/** Only modules take attributes, those that they say: `setattr(torch.backends.cudnn, 'benchmark', True)`. */
function setAttribute(args: Arguments): null {
  const [object, name] = [args.at(0), nameOf(args)];
  const isSet = object instanceof ExpressionModule && !name.startsWith('_') && object.assign(name, args.at(2));
  if (!isSet) notAllowed(`setting the attribute "${name}" of a ${typeName(object)}`);
  return null;
}
