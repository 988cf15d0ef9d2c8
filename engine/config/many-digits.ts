import { fail } from '../errors.js';
import { mostDigits } from '../expression/syntax/number-literal.js';
import type { Source } from './source.js';

/** Refuses a whole number of more digits than Python converts, because that takes seconds. @throws BundleError config_syntax */
export function refuseManyDigits(
  digits: string,
  source: Source,
  offset: number,
  language: 'JSON' | 'JSON5' | 'YAML',
): void {
  if (digits.length <= mostDigits || !/^[-+]?[0-9_]+$/.test(digits)) return;
  const problem = `a number of ${digits.length} digits, and ${mostDigits} are the most`;
  const failure = { family: 'config', code: 'config_syntax', path: source.file, language, problem } as const;
  fail({ ...failure, fix: 'write it as a float (1e100), or as text' }, { position: source.positionAt(offset) });
}
