import { fail } from '../../errors.js';

/** Refuses the expression: `problem` is at `offset`. */
export function syntaxError(problem: string, offset: number, options: { end?: number; fix?: string } = {}): never {
  fail({ family: 'expression', code: 'expression_syntax', problem, offset, ...options });
}
