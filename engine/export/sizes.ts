/** A size left open when a network is exported: `numerator × symbols / denominator + offset`, always a whole number. */
export interface OpenSize {
  /** Names of open axes, `batch` among them; each is a factor. Never empty. */
  readonly symbols: readonly string[];
  readonly numerator: number;
  readonly denominator: number;
  readonly offset: number;
}

/** The extent of an axis. */
export type Size = number | OpenSize;

export function isOpen(size: Size): size is OpenSize {
  return typeof size !== 'number';
}

/** The extent that an axis called `symbol` has itself. */
export function openSize(symbol: string): OpenSize {
  return { symbols: [symbol], numerator: 1, denominator: 1, offset: 0 };
}

/** Whether two extents are the same for all values of the open axes. */
export function sameSize(a: Size, b: Size): boolean {
  return a === b || sizeText(a) === sizeText(b);
}

/** `height`, `2*height`, `batch*height/16`, `height-2`: how messages and ONNX's dimension names write it. */
export function sizeText(size: Size): string {
  if (!isOpen(size)) return String(size);
  const { symbols, numerator, denominator, offset } = size;
  const product = [...(numerator === 1 ? [] : [String(numerator)]), ...symbols].join('*');
  const quotient = denominator === 1 ? product : `${product}/${denominator}`;
  return offset === 0 ? quotient : `${quotient}${offset < 0 ? '-' : '+'}${Math.abs(offset)}`;
}

/** The extent for given values of the open axes. @throws RangeError when one of them has none */
export function sizeAt(size: Size, values: ReadonlyMap<string, number>): number {
  if (!isOpen(size)) return size;
  let product = size.numerator;
  for (const symbol of size.symbols) {
    const value = values.get(symbol);
    if (value === undefined) throw new RangeError(`the open axis "${symbol}" has no value`);
    product *= value;
  }
  return Math.floor(product / size.denominator) + size.offset;
}

/** Two runs of a network that differ in one open axis. */
export interface Variation {
  readonly symbol: string;
  /** The axis' extent in the first run, and in the other. */
  readonly base: number;
  readonly varied: number;
}

/**
 * The extent behind numbers observed in several runs: `first` in the base run, `others[i]` where only the axis of `variations[i]`
 * was another. Proportional where that fits, else affine in one axis; undefined when neither does.
 */
export function sizeBehind(
  first: number,
  others: readonly number[],
  variations: readonly Variation[],
): Size | undefined {
  const moved = variations.flatMap((variation, index) => {
    const other = others[index];
    return other === undefined || other === first ? [] : [{ ...variation, other }];
  });
  const [only] = moved;
  if (only === undefined) return first;
  const symbols = moved.map(({ symbol }) => symbol);
  if (moved.every(({ base, varied, other }) => first * varied === other * base)) {
    const product = moved.reduce((result, { base }) => result * base, 1);
    return { symbols, ...reduced(first, product), offset: 0 };
  }
  if (moved.length > 1) return undefined;
  const slope = reduced(only.other - first, only.varied - only.base);
  const offset = first - (only.base * slope.numerator) / slope.denominator;
  return Number.isInteger(offset) ? { symbols, ...slope, offset } : undefined;
}

function reduced(numerator: number, denominator: number): { numerator: number; denominator: number } {
  let [a, b] = [Math.abs(numerator), Math.abs(denominator)];
  while (b !== 0) [a, b] = [b, a % b];
  const sign = denominator < 0 ? -1 : 1;
  return { numerator: (sign * numerator) / a, denominator: (sign * denominator) / a };
}
