import { ByteArray, Dict, type Value } from '../../values/index.js';
import { allocate, allocateEntries } from '../budget.js';
import { refusePromise, typeError } from '../raise.js';
import type { BinaryOperator } from '../syntax/ast.js';
import { formatBytesPercent, formatPercent } from '../text/percent-format.js';
import { typeName } from '../types/type-name.js';
import { unionType } from '../types/union-type.js';
import { arithmetic } from './arithmetic.js';
import { callEither } from './exposed-operation.js';
import { concatenate, repeatEither } from './sequence-operations.js';
import { setOperation } from './set-operations.js';

const methodNames: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '<<': 'lshift',
  '>>': 'rshift',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

/** Python's `a operator b`. */
export function binary(operator: BinaryOperator, a: Value, b: Value): Value {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') {
    allocate(a.length + b.length);
    return a + b;
  }
  const result =
    arithmetic(operator, a, b) ??
    formatOperation(operator, a, b) ??
    callEither(a, b, `__${methodNames[operator]}__`, `__r${methodNames[operator]}__`) ??
    sequenceOperation(operator, a, b) ??
    setOperation(operator, a, b) ??
    unionOperation(operator, a, b);
  return result ?? refuse(operator, a, b);
}

function refuse(operator: BinaryOperator, a: Value, b: Value): never {
  refusePromise(a);
  refusePromise(b);
  const shown = operator === '**' ? '** or pow()' : operator;
  typeError(`unsupported operand type(s) for ${shown}: '${typeName(a)}' and '${typeName(b)}'`);
}

function formatOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator !== '%') return undefined;
  if (typeof a === 'string') return formatPercent(a, b);
  if (a instanceof Uint8Array) return formatBytesPercent(a, b);
  return a instanceof ByteArray ? new ByteArray(formatBytesPercent(a.bytes, b)) : undefined;
}

function sequenceOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator === '+') return concatenate(a, b);
  return operator === '*' ? repeatEither(a, b) : undefined;
}

/** `|` of dicts and of types. */
function unionOperation(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (operator !== '|') return undefined;
  if (!(a instanceof Dict) || !(b instanceof Dict)) return unionType(a, b);
  allocateEntries(a.size + b.size);
  return new Dict([...a, ...b]);
}
