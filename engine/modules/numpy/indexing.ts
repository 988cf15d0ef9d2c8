import { asSize } from '../../expression/callables/arguments.js';
import { tryIterable } from '../../expression/operators/iterate.js';
import { raise, valueError } from '../../expression/raise.js';
import { NdArray } from '../../types/index.js';
import { ellipsis, isInt, Slice, Tuple, type Value } from '../../values/index.js';
import { arrayFromValues } from './create.js';
import { kindOf } from './dtype-rules.js';
import { numbersOf } from './elements.js';
import { broadcastShapes, type Shape, sizeOf, spellShape, stridesOf } from './shape.js';
import { broadcastTo, gather } from './strided.js';

/** One part of an index, after lists and bool arrays have become integer arrays. */
type Part =
  | { readonly kind: 'integer'; readonly at: number }
  | { readonly kind: 'slice'; readonly slice: Slice }
  /** Of extent 1; of extent 0 for an index that is False. */
  | { readonly kind: 'new axis'; readonly empty?: boolean }
  | { readonly kind: 'array'; readonly array: NdArray };

/**
 * `array[key]` with NumPy's rules: integers, slices, `...`, None, integer and bool arrays or lists, and tuples of them.
 * @throws IndexError
 */
export function index(array: NdArray, key: Value): NdArray {
  const parts = expand(array, key instanceof Tuple ? key.items : [key]);
  return parts.some(({ kind }) => kind === 'array') ? pick(array, parts) : cut(array, parts);
}

/** Parts for every axis of the array: `...` and missing axes become full slices. */
function expand(array: NdArray, keys: readonly Value[]): Part[] {
  const parts: Part[] = [];
  let rest: number | undefined;
  for (const key of keys) {
    if (key === ellipsis) {
      if (rest !== undefined) raise('IndexError', "an index can only have a single ellipsis ('...')");
      rest = parts.length;
    } else parts.push(...partsOf(key));
  }
  const used = parts.filter(({ kind }) => kind !== 'new axis').length;
  const missing = array.shape.length - used;
  if (missing < 0) {
    const rank = array.shape.length;
    raise('IndexError', `too many indices for array: array is ${rank}-dimensional, but ${used} were indexed`);
  }
  const full: Part = { kind: 'slice', slice: new Slice(null, null, null) };
  parts.splice(rest ?? parts.length, 0, ...new Array<Part>(missing).fill(full));
  return checkMasks(array, parts);
}

/** Bool arrays were turned into index arrays; their shape must have been that of the axes they stand for. */
function checkMasks(array: NdArray, parts: readonly Part[]): Part[] {
  let axis = 0;
  for (const part of parts) {
    if (part.kind === 'new axis') continue;
    const extent = array.shape[axis] ?? 0;
    if (part.kind === 'array' && part.array instanceof MaskAxis && part.array.extent !== extent) {
      raise(
        'IndexError',
        `boolean index did not match indexed array along axis ${axis}; size of axis is ${extent} but size of corresponding boolean axis is ${part.array.extent}`,
      );
    }
    axis++;
  }
  return [...parts];
}

/** Positions along one axis where a mask is true; remembers how long the mask was. */
class MaskAxis extends NdArray<'int64'> {
  constructor(
    positions: readonly number[],
    readonly extent: number,
  ) {
    super(BigInt64Array.from(positions, BigInt), [positions.length], 'int64');
  }
}

function partsOf(key: Value): Part[] {
  if (key === null) return [{ kind: 'new axis' }];
  if (key instanceof Slice) return [{ kind: 'slice', slice: key }];
  if (isInt(key)) return [{ kind: 'integer', at: asSize(key) }];
  const array = key instanceof NdArray || typeof key === 'boolean' || isList(key) ? arrayFromValues(key) : undefined;
  if (array === undefined || (kindOf(array.dtype) === 'f' && array.size > 0)) {
    raise(
      'IndexError',
      'only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices',
    );
  }
  if (array.dtype === 'bool') return maskParts(array);
  if (array.shape.length === 0 && key instanceof NdArray) return [{ kind: 'integer', at: Number(array.data[0]) }];
  return [{ kind: 'array', array }];
}

function isList(key: Value): boolean {
  return Array.isArray(key) || key instanceof Tuple || (typeof key === 'object' && tryIterable(key) !== undefined);
}

function maskParts(mask: NdArray): Part[] {
  if (mask.shape.length === 0) {
    return [{ kind: 'new axis', empty: Number(mask.data[0]) === 0 }];
  }
  return nonzero(mask).map((positions, axis) => ({
    kind: 'array',
    array: new MaskAxis(positions, mask.shape[axis] ?? 0),
  }));
}

/** Positions of the elements that are not zero, per axis, in row-major order. */
export function nonzero(array: NdArray): number[][] {
  const strides = stridesOf(array.shape);
  const data = numbersOf(array);
  const found: number[][] = array.shape.map(() => []);
  for (let at = 0; at < data.length; at++) {
    if (data[at] === 0) continue;
    for (const [axis, stride] of strides.entries()) {
      found[axis]?.push(Math.floor(at / stride) % (array.shape[axis] ?? 1));
    }
  }
  return found;
}

function checkedPosition(at: number, axis: number, extent: number): number {
  if (at < -extent || at >= extent) {
    raise('IndexError', `index ${at} is out of bounds for axis ${axis} with size ${extent}`);
  }
  return at < 0 ? at + extent : at;
}

/** Start, count and step of a slice over an axis. */
export function sliceRange({ start, stop, step }: Slice, extent: number): { from: number; count: number; by: number } {
  const by = step === null ? 1 : asSize(step);
  if (by === 0) valueError('slice step cannot be zero');
  const clamp = (value: Value, low: number, high: number, missing: number): number => {
    if (value === null) return missing;
    const at = asSize(value);
    return Math.min(Math.max(at < 0 ? at + extent : at, low), high);
  };
  const from = by > 0 ? clamp(start, 0, extent, 0) : clamp(start, -1, extent - 1, extent - 1);
  const to = by > 0 ? clamp(stop, 0, extent, extent) : clamp(stop, -1, extent - 1, -1);
  return { from, count: Math.max(0, Math.ceil((to - from) / by)), by };
}

/** Integers, slices and new axes only. */
function cut(array: NdArray, parts: readonly Part[]): NdArray {
  const own = stridesOf(array.shape);
  const shape: number[] = [];
  const strides: number[] = [];
  let offset = 0;
  let axis = 0;
  for (const part of parts) {
    if (part.kind === 'new axis') {
      shape.push(part.empty ? 0 : 1);
      strides.push(0);
      continue;
    }
    const extent = array.shape[axis] ?? 0;
    const stride = own[axis] ?? 0;
    if (part.kind === 'integer') offset += checkedPosition(part.at, axis, extent) * stride;
    if (part.kind === 'slice') {
      const { from, count, by } = sliceRange(part.slice, extent);
      offset += from * stride;
      shape.push(count);
      strides.push(by * stride);
    }
    axis++;
  }
  return gather(array, shape, strides, offset);
}

/**
 * With index arrays: slices are cut first, then the arrays, broadcast together, pick. Their common axes stand where the
 * arrays stood, or first when a slice or new axis lies between them.
 */
function pick(array: NdArray, parts: readonly Part[]): NdArray {
  const isIndex = ({ kind }: Part): boolean => kind === 'array' || kind === 'integer';
  const cutParts = parts.map(
    (part): Part => (isIndex(part) ? { kind: 'slice', slice: new Slice(null, null, null) } : part),
  );
  const source = cut(array, cutParts);
  const indexed = [...parts.keys()].filter((place) => isIndex(parts[place] ?? { kind: 'new axis' }));
  const arrays = indexed.map((place) => positions(parts[place], place, source.shape[place] ?? 0));
  const common = broadcastIndices(arrays.map(({ shape }) => shape));
  const first = indexed[0] ?? 0;
  const together = indexed.every((place, i) => place === first + i);
  const strides = stridesOf(source.shape);
  const others = [...source.shape.keys()].filter((axis) => !indexed.includes(axis));
  const offsets = new Float64Array(sizeOf(common));
  for (const [i, place] of indexed.entries()) {
    const at = numbersOf(broadcastTo(arrays[i] ?? NdArray.zeros([1], 'int64'), common));
    const stride = strides[place] ?? 0;
    for (let k = 0; k < offsets.length; k++) offsets[k] = (offsets[k] ?? 0) + (at[k] ?? 0) * stride;
  }
  const before = together ? others.filter((axis) => axis < first) : [];
  const after = others.filter((axis) => !before.includes(axis));
  return assemble(source, before, offsets, common, after, strides);
}

function positions(part: Part | undefined, axis: number, extent: number): NdArray {
  if (part?.kind === 'integer')
    return new NdArray(BigInt64Array.of(BigInt(checkedPosition(part.at, axis, extent))), [], 'int64');
  if (part?.kind !== 'array') return NdArray.zeros([0], 'int64');
  const checked = Array.from(numbersOf(part.array), (at) => BigInt(checkedPosition(at, axis, extent)));
  return new NdArray(BigInt64Array.from(checked), part.array.shape, 'int64');
}

function broadcastIndices(shapes: readonly Shape[]): number[] {
  try {
    return broadcastShapes(shapes);
  } catch {
    const spelled = shapes.map(spellShape).join(' ');
    raise('IndexError', `shape mismatch: indexing arrays could not be broadcast together with shapes ${spelled} `);
  }
}

/** Elements for every combination of leading axes, picked offsets and trailing axes. */
function assemble(
  source: NdArray,
  before: readonly number[],
  offsets: Float64Array,
  common: Shape,
  after: readonly number[],
  strides: readonly number[],
): NdArray {
  const extents = (axes: readonly number[]): number[] => axes.map((axis) => source.shape[axis] ?? 1);
  const outer = axisOffsets(
    extents(before),
    before.map((axis) => strides[axis] ?? 0),
  );
  const inner = axisOffsets(
    extents(after),
    after.map((axis) => strides[axis] ?? 0),
  );
  const shape = [...extents(before), ...common, ...extents(after)];
  const result = NdArray.zeros([sizeOf(shape)], source.dtype);
  const [target, from]: [{ [index: number]: number | bigint }, ArrayLike<number | bigint>] = [result.data, source.data];
  let to = 0;
  for (const a of outer) {
    for (const b of offsets) {
      for (const c of inner) target[to++] = from[a + b + c] ?? 0;
    }
  }
  return new NdArray(result.data, shape, source.dtype);
}

/** The offset of every position of these axes, in row-major order. */
function axisOffsets(extents: readonly number[], strides: readonly number[]): Float64Array {
  let offsets = Float64Array.of(0);
  for (const [i, extent] of extents.entries()) {
    const next = new Float64Array(offsets.length * extent);
    let to = 0;
    for (const offset of offsets) for (let k = 0; k < extent; k++) next[to++] = offset + k * (strides[i] ?? 0);
    offsets = next;
  }
  return offsets;
}
