import { fail } from '../errors.js';

/** Ends the expression because a result would be too large to hold. */
export function tooLarge(): never {
  fail({ family: 'expression', code: 'budget_exceeded', resource: 'memory' });
}
