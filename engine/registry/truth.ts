import type { TSchema } from 'typebox';

/**
 * What a flag takes for a value that is no boolean, or undefined where the argument is not a flag or the value no scalar.
 * MONAI and PyTorch only ask whether a flag is true, and Python's answer is that every text but the empty one is, `"False"`
 * included, and every number but 0. A config means the same here; whoever calls tells the user.
 *
 * A flag is an argument that takes booleans, lists of them, null, and nothing else: where a text or a number has a meaning
 * of its own, a wrong one stays a mistake.
 */
export function asTruth(schema: TSchema, value: unknown): boolean | readonly unknown[] | undefined {
  if (!isFlag(schema)) return undefined;
  if (!Array.isArray(value)) return truthOf(value);
  const truths = value.map((item) => (typeof item === 'boolean' ? item : truthOf(item)));
  return truths.includes(undefined) ? undefined : truths;
}

function truthOf(value: unknown): boolean | undefined {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'number':
    case 'bigint':
      return Boolean(value) || Number.isNaN(value);
    default:
      return value === null ? false : undefined;
  }
}

interface FlagSchema {
  readonly type?: unknown;
  readonly anyOf?: readonly FlagSchema[];
  readonly items?: FlagSchema | readonly FlagSchema[];
}

function isFlag(schema: FlagSchema): boolean {
  const choices = schema.anyOf ?? [schema];
  return choices.some(takesBoolean) && choices.every((choice) => takesBoolean(choice) || choice.type === 'null');
}

function takesBoolean({ type, items }: FlagSchema): boolean {
  if (type === 'boolean') return true;
  return type === 'array' && items !== undefined && [items].flat().every((item) => isFlag(item as FlagSchema));
}
