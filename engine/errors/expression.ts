import type { Description } from '../errors.js';

/** Parsing and evaluating `$` expressions. */
export type ExpressionFailure = { readonly family: 'expression' } & InExpression &
  (
    | { readonly code: 'expression_syntax'; readonly problem: string; readonly fix?: string }
    /** An exception that CPython would raise too, under its own class name. */
    | {
        readonly code: 'python_exception';
        readonly pythonName: string;
        readonly message: string;
        readonly fix?: string;
      }
    | { readonly code: 'not_allowed'; readonly what: string; readonly fix?: string }
    | { readonly code: 'budget_exceeded'; readonly resource: 'steps' | 'memory' | 'depth' }
  );

/** The failing part of the expression, without the `$`: UTF-16 offsets, `end` exclusive. */
interface InExpression {
  readonly offset?: number;
  readonly end?: number;
}

export function describeExpression(failure: ExpressionFailure): Description {
  switch (failure.code) {
    case 'expression_syntax':
      return { message: `syntax error: ${failure.problem}`, fix: failure.fix, pythonName: 'SyntaxError' };
    case 'python_exception':
      return {
        message: failure.message === '' ? failure.pythonName : `${failure.pythonName}: ${failure.message}`,
        fix: failure.fix,
        pythonName: failure.pythonName,
      };
    case 'not_allowed':
      return {
        message: `${failure.what} is not allowed in an expression`,
        fix: failure.fix,
        pythonName: 'AttributeError',
      };
    case 'budget_exceeded':
      return {
        message: `the expression was stopped: it used up its budget of ${failure.resource}`,
        fix: 'make it smaller, or compute the value in a component',
        pythonName: failure.resource === 'depth' ? 'RecursionError' : 'MemoryError',
      };
  }
}
