import { type TSchema, Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { DeviceArgument, DTypeArgument, Nullable } from '../../../engine/registry/schema.js';
import { type DTypeName, ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, dtypeName, torchDtype } from '../arrays/cast.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

export const typeArguments = {
  dataType: Type.Union([Type.Literal('tensor'), Type.Literal('numpy')], {
    default: 'tensor',
    description: 'Whether arrays carry metadata ("tensor") or are bare ("numpy").',
  }),
  device: DeviceArgument({ default: null, description: 'Accepted for MONAI’s sake: arrays live in main memory.' }),
  wrapSequence: Type.Boolean({
    default: true,
    description: 'Whether a list of numbers becomes one array; otherwise each of its items does.',
  }),
  trackMeta: Nullable(Type.Boolean({ description: 'Whether arrays carry metadata; they do by default.' })),
} satisfies Record<string, TSchema>;

const schema = Type.Object({
  dataType: typeArguments.dataType,
  dtype: DTypeArgument({ default: null, description: 'The element type to convert to; null keeps it.' }),
  device: typeArguments.device,
  wrapSequence: typeArguments.wrapSequence,
  trackMeta: typeArguments.trackMeta,
});

/**
 * Makes an array of an array, a number, a truth value, or lists and mappings of them; other things stay as they are
 * (MONAI `EnsureType`).
 */
export class EnsureType extends Transform<unknown, unknown> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  apply(data: unknown): unknown {
    const { dataType, dtype, wrapSequence, trackMeta } = this.#options;
    return toArray(data, {
      isTorch: dataType === 'tensor',
      tracksMeta: dataType === 'tensor' && trackMeta !== false,
      dtype: dtype === null ? undefined : dtypeName(dtype),
      wrapSequence,
    });
  }
}

/** How values become arrays. */
export interface Conversion {
  /** Whether PyTorch's default types hold (float32) rather than NumPy's (float64). */
  readonly isTorch: boolean;
  readonly tracksMeta: boolean;
  readonly dtype: DTypeName | undefined;
  readonly wrapSequence: boolean;
}

/** Converts `data`, and what lists and mappings hold. */
export function toArray(data: unknown, conversion: Conversion): unknown {
  const { dtype, tracksMeta, isTorch, wrapSequence } = conversion;
  if (data instanceof NdArray) {
    const kind = dtype ?? (isTorch ? torchDtype(data.dtype) : data.dtype);
    const elements = castData(data, kind);
    if (!tracksMeta) return new NdArray(elements, data.shape, kind);
    const from = data instanceof ImageArray ? data : undefined;
    return new ImageArray(elements, data.shape, kind, from?.meta, from?.appliedOperations);
  }
  if (typeof data === 'number' || typeof data === 'boolean') return fromNumbers([data], [], conversion);
  if (Array.isArray(data)) {
    const shape = wrapSequence ? shapeOf(data) : undefined;
    if (shape) return fromNumbers(flattened(data), shape, conversion);
    return data.map((item) => toArray(item, { ...conversion, wrapSequence: false }));
  }
  if (isPlainObject(data)) {
    const inner = { ...conversion, wrapSequence: false };
    return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, toArray(item, inner)]));
  }
  return data;
}

/** The shape of evenly nested lists of numbers, or undefined. */
function shapeOf(list: readonly unknown[]): number[] | undefined {
  const [first] = list;
  if (!Array.isArray(first)) {
    const isFlat = list.every((item) => typeof item === 'number' || typeof item === 'boolean');
    return isFlat ? [list.length] : undefined;
  }
  const inner = shapeOf(first);
  const isEven = inner && list.every((item) => Array.isArray(item) && shapeOf(item)?.join() === inner.join());
  return isEven ? [list.length, ...inner] : undefined;
}

function flattened(list: readonly unknown[]): (number | boolean)[] {
  return list.flatMap((item) =>
    Array.isArray(item) ? flattened(item) : typeof item === 'number' || typeof item === 'boolean' ? [item] : [],
  );
}

function fromNumbers(values: readonly (number | boolean)[], shape: readonly number[], conversion: Conversion): NdArray {
  const { dtype, tracksMeta, isTorch } = conversion;
  const numbers = Float64Array.from(values, Number);
  const kind = dtype ?? defaultDtype(values, isTorch);
  const elements = castData(new NdArray(numbers, [...shape], 'float64'), kind);
  return tracksMeta ? new ImageArray(elements, [...shape], kind) : new NdArray(elements, [...shape], kind);
}

function defaultDtype(values: readonly (number | boolean)[], isTorch: boolean): DTypeName {
  if (values.length > 0 && values.every((value) => typeof value === 'boolean')) return 'bool';
  const isWhole = values.length > 0 && values.every((value) => Number.isInteger(Number(value)));
  return isWhole ? 'int64' : isTorch ? 'float32' : 'float64';
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export const ensureType = component({
  ...arrayNames('EnsureType', 'utility'),
  kind: 'transform',
  description: 'Makes arrays of arrays, numbers, and lists and mappings of them.',
  arguments: schema,
  create: (args) => new EnsureType(args),
});
