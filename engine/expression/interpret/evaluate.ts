import { Float, type Value } from '../../values/index.js';
import { Budget, withBudget } from '../budget.js';
import type { Expression } from '../syntax/ast.js';
import { interpret } from './interpret.js';
import { located } from './located.js';
import { Evaluation, Frame, type Scope } from './scope.js';

/**
 * The value of a parsed expression.
 *
 * @throws BundleError `python_exception` where Python would raise, `not_allowed`, or `budget_exceeded`; `offset` and
 *   `end` of the failure tell which part of the expression failed
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const evaluation = new Evaluation(scope);
  const frame = new Frame(evaluation, undefined, undefined, 'expression');
  const value = located(evaluation, () => withBudget(scope.budget ?? new Budget(), () => interpret(expression, frame)));
  // Inside of an expression NaN is boxed, so that each has an identity; outside it is an ordinary number.
  return value instanceof Float && Number.isNaN(value.value) ? Number.NaN : value;
}
