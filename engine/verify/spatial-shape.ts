import { BundleError, fail } from '../errors.js';
import { evaluate } from '../expression/interpret/evaluate.js';
import { children, type Expression } from '../expression/syntax/ast.js';
import { parseExpression } from '../expression/syntax/parse-expression.js';

/** What the variables of a spatial shape stand for. */
export interface ShapeVariables {
  /** Exponent in `2**p`. */
  readonly p: number;
  /** Factor in `16*n`. */
  readonly n: number;
  /** The size for `*`. */
  readonly any: number;
}

/** No dimension of fake data is larger: a slip (`2**p` with p = 40) is told before memory runs out. */
const longest = 1 << 20;

/**
 * The sizes that a declared `spatial_shape` comes to (MONAI's `_get_fake_spatial_shape`): whole numbers stay, `*` is
 * `any`, other text is an expression of `p` and `n`.
 * @param shape sizes: whole numbers or text
 * @throws BundleError spatial_shape
 */
export function fakeSpatialShape(
  shape: readonly unknown[],
  { p = 1, n = 1, any = 1 }: Partial<ShapeVariables> = {},
): number[] {
  return shape.map((item) => sizeOf(item, { p, n, any }));
}

function sizeOf(item: unknown, variables: ShapeVariables): number {
  if (typeof item === 'number') return checked(item, String(item));
  if (typeof item !== 'string') refuse(shown(item), 'it is neither a whole number nor text');
  return item === '*' ? checked(variables.any, '"*"') : checked(computed(item, variables), `"${item}"`);
}

function computed(text: string, { p, n }: ShapeVariables): unknown {
  const item = `"${text}"`;
  const names = new Map([
    ['p', p],
    ['n', n],
  ]);
  try {
    const expression = parseExpression(text);
    const strange = namesIn(expression).find((name) => !names.has(name));
    if (strange !== undefined) refuse(item, `only the variables p and n are known, not ${strange}`);
    return evaluate(expression, { names });
  } catch (error) {
    if (error instanceof BundleError && error.failure.family === 'expression') refuse(item, error.message);
    throw error;
  }
}

function checked(size: unknown, item: string): number {
  if (typeof size !== 'number' || !Number.isInteger(size)) return refuse(item, `it comes to ${shown(size)}`);
  if (size < 1) return refuse(item, `it comes to ${size}`);
  return size > longest ? refuse(item, `it comes to ${size}, more than ${longest}`) : size;
}

/** Names and references that an expression reads. */
function namesIn(node: Expression): string[] {
  const own = node.kind === 'name' ? [node.name] : node.kind === 'reference' ? [`@${node.written}`] : [];
  return [...own, ...children(node).flatMap(namesIn)];
}

function shown(value: unknown): string {
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function refuse(item: string, problem: string): never {
  fail({ family: 'verify', code: 'spatial_shape', item, problem });
}
