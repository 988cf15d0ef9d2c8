import { Dict, FrozenSet, PySet, Slice, Tuple, type Value } from '../../values/index.js';
import { allocate, allocateEntries, allocateItems, spend } from '../budget.js';
import { attribute } from '../operators/attribute.js';
import { binary } from '../operators/binary.js';
import { contains } from '../operators/contains.js';
import { equality, inequality, isSame } from '../operators/equality.js';
import { hashable, withHashing } from '../operators/hashable.js';
import { isIterable, items } from '../operators/iterate.js';
import { order } from '../operators/order.js';
import { subscript } from '../operators/subscript.js';
import { truthy } from '../operators/truth.js';
import { unary } from '../operators/unary.js';
import { notAllowed, typeError } from '../raise.js';
import type {
  Attribute,
  Binary,
  Comparison,
  ComparisonOperator,
  DictDisplay,
  Expression,
  Name,
  Replacement,
  Sequence,
  SliceExpression,
  Subscript,
  Unary,
  Walrus,
} from '../syntax/ast.js';
import { formatValue } from '../text/format-value.js';
import { convert } from '../text/template-format.js';
import { mappingEntries } from '../types/dict-type.js';
import { typeName } from '../types/type-name.js';
import { interpretCall } from './call-expression.js';
import { interpretComprehension } from './comprehension.js';
import { LambdaFunction } from './lambda-function.js';
import { assignName, readName } from './names.js';
import type { Frame } from './scope.js';

/** The value of a node. */
export function interpret(node: Expression, frame: Frame): Value {
  spend(1);
  // Each case hands over to a function of its own: a small frame here leaves room on the stack for deep recursion.
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'name':
      return interpretName(node, frame);
    case 'reference':
      return interpretReference(node, frame);
    case 'binary':
      return interpretBinary(node, frame);
    case 'call':
      return interpretCall(node, frame);
    case 'attribute':
      return interpretAttribute(node, frame);
    case 'subscript':
      return interpretSubscript(node, frame);
    case 'list':
      return interpretItems(node.items, frame, refuseStar);
    case 'tuple':
      return new Tuple(interpretItems(node.items, frame, refuseStar));
    case 'set':
      return interpretSet(node, frame);
    case 'dict':
      return interpretDict(node, frame);
    case 'comparison':
      return interpretComparison(node, frame);
    case 'logical':
      return interpretLogical(node.operands, node.operator === 'and', frame);
    case 'conditional':
      return interpret(isTrue(node.condition, frame) ? node.yes : node.no, frame);
    case 'unary':
      return interpretUnary(node, frame);
    case 'formatted':
      return formatParts(node.parts, frame);
    case 'comprehension':
      return interpretComprehension(node, frame);
    case 'lambda':
      return new LambdaFunction(node, frame);
    case 'walrus':
      return interpretWalrus(node, frame);
    case 'slice':
      return interpretSlice(node, frame);
    case 'starred':
      return typeError("can't use starred expression here");
  }
}

/** Notes the node that is about to do its work: a failure is reported there. */
export function mark(node: Expression, frame: Frame): void {
  const { evaluation } = frame;
  evaluation.start = node.start;
  evaluation.end = node.end;
}

function interpretName(node: Name, frame: Frame): Value {
  mark(node, frame);
  return readName(node.name, frame);
}

function interpretAttribute(node: Attribute, frame: Frame): Value {
  const object = interpret(node.object, frame);
  mark(node, frame);
  return attribute(object, node.name);
}

function interpretSubscript(node: Subscript, frame: Frame): Value {
  const object = interpret(node.object, frame);
  const index = interpret(node.index, frame);
  mark(node, frame);
  return subscript(object, index);
}

function interpretUnary(node: Unary, frame: Frame): Value {
  const operand = interpret(node.operand, frame);
  mark(node, frame);
  return unary(node.operator, operand);
}

function interpretWalrus(node: Walrus, frame: Frame): Value {
  const value = interpret(node.value, frame);
  assignName(node.name, value, frame);
  return value;
}

function interpretSlice(node: SliceExpression, frame: Frame): Slice {
  return new Slice(part(node.first, frame), part(node.last, frame), part(node.step, frame));
}

function part(node: Expression | undefined, frame: Frame): Value {
  return node ? interpret(node, frame) : null;
}

export function isTrue(node: Expression, frame: Frame): boolean {
  const value = interpret(node, frame);
  if (typeof value === 'boolean') return value;
  mark(node, frame);
  return truthy(value);
}

function interpretReference(node: Expression & { kind: 'reference' }, frame: Frame): Value {
  const { reference } = frame.evaluation.scope;
  mark(node, frame);
  if (!reference) notAllowed(`the reference @${node.written}`, 'references work in expressions of a config');
  return reference(node.id);
}

/** A chain such as `a + b + c …` is worked off from the left without recursion: it may be long. */
function interpretBinary(node: Binary, frame: Frame): Value {
  if (node.left.kind === 'binary') return interpretChain(node, frame);
  const left = interpret(node.left, frame);
  const right = interpret(node.right, frame);
  mark(node, frame);
  return binary(node.operator, left, right);
}

function interpretChain(node: Binary, frame: Frame): Value {
  const chain: Binary[] = [node];
  let first: Expression = node.left;
  while (first.kind === 'binary') {
    chain.push(first);
    first = first.left;
  }
  let value = interpret(first, frame);
  for (const link of chain.reverse()) {
    const right = interpret(link.right, frame);
    mark(link, frame);
    value = binary(link.operator, value, right);
  }
  return value;
}

/** The values of a display or of positional arguments, `*` unpacked. */
export function interpretItems(nodes: readonly Expression[], frame: Frame, refuse: (source: Value) => never): Value[] {
  const values: Value[] = [];
  if (nodes.length > 8) allocateItems(nodes.length);
  for (const node of nodes) {
    if (node.kind !== 'starred') values.push(interpret(node, frame));
    else unpackInto(values, node, frame, refuse);
  }
  return values;
}

function refuseStar(source: Value): never {
  typeError(`Value after * must be an iterable, not ${typeName(source)}`);
}

function unpackInto(
  values: Value[],
  node: Expression & { kind: 'starred' },
  frame: Frame,
  refuse: (source: Value) => never,
): void {
  const source = interpret(node.value, frame);
  mark(node, frame);
  if (!isIterable(source)) refuse(source);
  for (const item of items(source)) {
    allocate(8);
    values.push(item);
  }
}

function interpretSet(node: Sequence, frame: Frame): PySet {
  const members = interpretItems(node.items, frame, (source) =>
    typeError(`'${typeName(source)}' object is not iterable`),
  );
  mark(node, frame);
  // CPython builds a set of more than two constants beforehand, twice over, which shows in its order.
  const isConstant = members.length > 2 && node.items.every(isConstantNode);
  return withHashing(() => new PySet(isConstant ? new FrozenSet([...new FrozenSet(members)]) : members));
}

function isConstantNode(node: Expression): boolean {
  switch (node.kind) {
    case 'constant':
      return true;
    case 'unary':
      return isConstantNode(node.operand);
    case 'binary':
      return isConstantNode(node.left) && isConstantNode(node.right);
    case 'tuple':
      return node.items.every(isConstantNode);
    default:
      return false;
  }
}

function interpretDict(node: DictDisplay, frame: Frame): Dict {
  const dict = new Dict();
  for (const entry of node.entries) {
    if (!entry.key) {
      unpackEntries(dict, entry.value, frame);
      continue;
    }
    const key = interpret(entry.key, frame);
    const value = interpret(entry.value, frame);
    mark(entry.key, frame);
    dict.set(hashable(key), value);
  }
  return dict;
}

function unpackEntries(dict: Dict, node: Expression, frame: Frame): void {
  const source = interpret(node, frame);
  mark(node, frame);
  const entries = mappingEntries(source) ?? typeError(`'${typeName(source)}' object is not a mapping`);
  allocateEntries(entries.length);
  for (const [key, value] of entries) dict.set(key, value);
}

function interpretLogical(operands: readonly Expression[], isAnd: boolean, frame: Frame): Value {
  let value: Value = null;
  for (const [index, operand] of operands.entries()) {
    value = interpret(operand, frame);
    if (index === operands.length - 1) break;
    mark(operand, frame);
    if (truthy(value) !== isAnd) break;
  }
  return value;
}

function interpretComparison(node: Comparison, frame: Frame): Value {
  let left = interpret(node.first, frame);
  let answer: Value = true;
  for (const [index, { operator, operand }] of node.rest.entries()) {
    const right = interpret(operand, frame);
    mark(node, frame);
    answer = compare(operator, left, right);
    if (index < node.rest.length - 1 && !truthy(answer)) break;
    left = right;
  }
  return answer;
}

function compare(operator: ComparisonOperator, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
      return equality(left, right);
    case '!=':
      return inequality(left, right);
    case 'is':
      return isSame(left, right);
    case 'is not':
      return !isSame(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      return order(operator, left, right);
  }
}

function formatParts(parts: readonly (string | Replacement)[], frame: Frame): string {
  let text = '';
  for (const one of parts) {
    const piece = typeof one === 'string' ? one : formatReplacement(one, frame);
    allocate(piece.length);
    text += piece;
  }
  return text;
}

function formatReplacement(replacement: Replacement, frame: Frame): string {
  const value = interpret(replacement.value, frame);
  mark(replacement.value, frame);
  const shown = convert(value, replacement.conversion);
  const spec = formatParts(replacement.format, frame);
  mark(replacement.value, frame);
  return formatValue(shown, spec);
}
