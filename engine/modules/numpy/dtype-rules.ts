import type { DTypeName } from '../../types/index.js';

/** NumPy's kind letters: bool, signed and unsigned integers, floats. */
export type Kind = 'b' | 'i' | 'u' | 'f';

interface Facts {
  readonly kind: Kind;
  readonly bytes: number;
  readonly code: string;
}

const facts: Readonly<Record<DTypeName, Facts>> = {
  bool: { kind: 'b', bytes: 1, code: '?' },
  uint8: { kind: 'u', bytes: 1, code: 'B' },
  int8: { kind: 'i', bytes: 1, code: 'b' },
  uint16: { kind: 'u', bytes: 2, code: 'H' },
  int16: { kind: 'i', bytes: 2, code: 'h' },
  uint32: { kind: 'u', bytes: 4, code: 'I' },
  int32: { kind: 'i', bytes: 4, code: 'i' },
  int64: { kind: 'i', bytes: 8, code: 'l' },
  float32: { kind: 'f', bytes: 4, code: 'f' },
  float64: { kind: 'f', bytes: 8, code: 'd' },
};

export function kindOf(dtype: DTypeName): Kind {
  return facts[dtype].kind;
}

export function bytesOf(dtype: DTypeName): number {
  return facts[dtype].bytes;
}

export function codeOf(dtype: DTypeName): string {
  return facts[dtype].code;
}

/** Smallest and largest value of an integer dtype. */
export function integerRange(dtype: DTypeName): readonly [low: bigint, high: bigint] {
  const { kind, bytes } = facts[dtype];
  const bits = BigInt(bytes * 8);
  if (kind === 'b') return [0n, 1n];
  return kind === 'u' ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}

/** The dtype of a result whose operands have these dtypes, by NumPy's rules. */
export function promoteNumpy(a: DTypeName, b: DTypeName): DTypeName {
  if (a === b) return a;
  const [x, y] = [facts[a], facts[b]];
  if (x.kind === 'b') return b;
  if (y.kind === 'b') return a;
  if (x.kind === 'f' || y.kind === 'f') {
    // A float32 holds integers of up to 16 bits; beyond that NumPy widens.
    const bytes = Math.max(floatBytes(x), floatBytes(y));
    return bytes > 4 ? 'float64' : 'float32';
  }
  if (x.kind === y.kind) return x.bytes > y.bytes ? a : b;
  const [signed, unsigned] = x.kind === 'i' ? [x, y] : [y, x];
  if (signed.bytes > unsigned.bytes) return x.kind === 'i' ? a : b;
  return ({ 1: 'int16', 2: 'int32', 4: 'int64' } as const)[unsigned.bytes] ?? 'float64';
}

function floatBytes({ kind, bytes }: Facts): number {
  if (kind === 'f') return bytes;
  return bytes <= 2 ? 4 : 8;
}

/** The dtype of a result by PyTorch's rules: within a category the wider, else the higher category as it is. */
export function promoteTorch(a: DTypeName, b: DTypeName): DTypeName {
  if (a === b) return a;
  const [x, y] = [facts[a], facts[b]];
  if (category(x) !== category(y)) return category(x) > category(y) ? a : b;
  if (x.kind === 'f') return 'float64';
  return promoteNumpy(a, b);
}

function category({ kind }: Facts): number {
  return kind === 'b' ? 0 : kind === 'f' ? 2 : 1;
}

const byCode = new Map(Object.entries(facts).map(([name, { code }]) => [code, name as DTypeName]));

const otherNames: Readonly<Record<string, DTypeName>> = {
  float: 'float64',
  double: 'float64',
  single: 'float32',
  int: 'int64',
  int_: 'int64',
  intp: 'int64',
  longlong: 'int64',
  intc: 'int32',
  short: 'int16',
  byte: 'int8',
  ubyte: 'uint8',
  ushort: 'uint16',
  uintc: 'uint32',
  bool_: 'bool',
  float_: 'float64',
};

/** The dtype of a NumPy type string: `float32`, `f4`, `<i8`, `?`; undefined for one that does not exist here. */
export function dtypeOfString(text: string): DTypeName | undefined {
  if (Object.hasOwn(facts, text)) return text as DTypeName;
  if (Object.hasOwn(otherNames, text)) return otherNames[text];
  const plain = text.replace(/^[<=|>]/, '');
  const sized = /^([iufb])([1248])$/.exec(plain);
  if (!sized) return byCode.get(plain);
  return Object.entries(facts).find(([, { kind, bytes }]) => kind === sized[1] && String(bytes) === sized[2])?.[0] as
    | DTypeName
    | undefined;
}
