import { Complex, negateInt, subtractInts, type Value } from '../../values/index.js';
import { refusePromise, typeError } from '../raise.js';
import { typeName } from '../types/type-name.js';
import { callExposed } from './exposed-operation.js';
import { float, floatOf, intOf, Rank, rankOf } from './number.js';
import { truthy } from './truth.js';

const methodNames = { '+': '__pos__', '-': '__neg__', '~': '__invert__' } as const;

/** Python's `operator operand`. */
export function unary(operator: '+' | '-' | '~' | 'not', operand: Value): Value {
  if (operator === 'not') return !truthy(operand);
  switch (rankOf(operand)) {
    case Rank.int: {
      const value = intOf(operand);
      return operator === '+' ? value : operator === '-' ? negateInt(value) : subtractInts(-1, value);
    }
    case Rank.float:
      if (operator === '~') break;
      return operator === '+' ? operand : float(-floatOf(operand));
    case Rank.complex:
      if (operator === '~' || !(operand instanceof Complex)) break;
      return operator === '+' ? operand : new Complex(-operand.real, -operand.imaginary);
    default:
  }
  const answer = callExposed(operand, methodNames[operator]);
  if (answer !== undefined) return answer;
  refusePromise(operand);
  typeError(`bad operand type for unary ${operator}: '${typeName(operand)}'`);
}
