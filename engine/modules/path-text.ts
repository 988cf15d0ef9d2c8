import { callExposed } from '../expression/operators/exposed-operation.js';
import { typeError } from '../expression/raise.js';
import { typeName } from '../expression/types/type-name.js';
import type { Value } from '../values/index.js';

/** The path that a str or a path object names. @throws TypeError */
export function pathText(value: Value): string {
  if (typeof value === 'string') return value;
  const text = callExposed(value, '__fspath__');
  if (typeof text === 'string') return text;
  typeError(`expected str, bytes or os.PathLike object, not ${typeName(value)}`);
}
