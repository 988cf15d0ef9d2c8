import { transforms } from '../../components/transforms/index.js';
import { metaDict, metaFromDict } from '../../components/transforms/io/meta-dict.js';
import { isTransform } from '../../components/transforms/transform.js';
import { Registry } from '../../engine/registry/registry.js';
import { DType, type DTypeName, dtypes, ImageArray, NdArray } from '../../engine/types/index.js';
import { fromHost, type Value } from '../../engine/values/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { type Draw, ScriptedRandom } from './transforms-draws.js';
import { fileDifferences } from './transforms-files.js';

/** An input or a result, as `transforms.py` writes it. */
interface Item {
  readonly array?: ArrayJson;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly image?: boolean;
  readonly json?: unknown;
}

interface Case {
  readonly case: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Whether input and output are samples; otherwise they stand under ''. */
  readonly sample: boolean;
  readonly inputs: Readonly<Record<string, Item>>;
  readonly draws: readonly Draw[];
  readonly expected: Readonly<Record<string, Item>>;
}

/** Components whose float32 sums may differ in the last places. */
const sums: ReadonlySet<string> = new Set(['NormalizeIntensity', 'NormalizeIntensityd']);

const registry = new Registry();
registry.add(...transforms);

/** How far our transforms are from MONAI's, given the same inputs and the same draws. */
export async function* differences(): AsyncIterable<Difference> {
  const signatures = await readFixture<Record<string, unknown>>('transforms', 'signatures');
  for (const component of Object.keys(signatures)) {
    if (withoutCases.has(component)) continue;
    for (const one of await readFixture<readonly Case[]>('transforms', component)) {
      const difference = await measure(component, one);
      yield { component, case: one.case, difference, tolerance: sums.has(component) ? 1e-4 : 1e-5 };
    }
  }
  yield* fileDifferences();
}

/** Components that `transforms-files.ts` measures, or that others measure along the way. */
const withoutCases: ReadonlySet<string> = new Set([
  'LoadImage',
  'LoadImaged',
  'SaveImage',
  'SaveImaged',
  'ColorJitter',
  'PILReader',
  'NumpyReader',
]);

async function measure(component: string, one: Case): Promise<number> {
  const random = new ScriptedRandom(one.draws);
  const given = inputsOf(one.inputs);
  const output: unknown = await transformOf(component, one.arguments).apply(one.sample ? given : given[''], random);
  if (random.left > 0) return Number.POSITIVE_INFINITY;
  const results: Record<string, unknown> = one.sample && isRecord(output) ? output : { '': output };
  const keys = new Set([...Object.keys(one.expected), ...Object.keys(results)]);
  return Math.max(0, ...[...keys].map((key) => itemDifference(results[key], one.expected[key])));
}

/** A transform made from a config's arguments, as the registry makes it. */
export function transformOf(name: string, given: Readonly<Record<string, unknown>>) {
  const keywords = new Map(Object.entries(given).map(([key, value]) => [key, argumentOf(value)] as const));
  const made = registry.instantiate(registry.resolve(name), [], keywords);
  if (!isTransform(made)) throw new Error(`${name} is no transform`);
  return made;
}

function argumentOf(value: unknown): Value {
  if (Array.isArray(value)) return value.map(argumentOf);
  if (isRecord(value) && typeof value._target_ === 'string') {
    const { _target_: target, ...nested } = value;
    return transformOf(String(target), nested);
  }
  if (typeof value !== 'string') return fromHost(value);
  const torchType = /^torch\.(.*)$/.exec(value)?.[1];
  if (torchType !== undefined && isDtype(torchType)) return new DType('torch', torchType);
  return functions[value] ?? value;
}

function isDtype(name: string): name is DTypeName {
  return Object.hasOwn(dtypes, name);
}

/** The functions of `transforms_cases.py`. */
const functions: Readonly<Record<string, (item: unknown) => unknown>> = {
  'plus one': (item) => mapped(item, (value) => value + 1),
  twice: (item) => mapped(item, (value) => value * 2),
};

function mapped(item: unknown, change: (value: number) => number): unknown {
  if (!(item instanceof NdArray)) return item;
  return new NdArray(
    Float32Array.from(item.data, (value) => change(Number(value))),
    item.shape,
    'float32',
  );
}

/** The inputs of a case. */
export function inputsOf(inputs: Readonly<Record<string, Item>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).map(([key, item]) => [key, inputOf(item)]));
}

function inputOf(item: Item): unknown {
  if (!item.array) return item.json;
  const { data, shape, dtype } = arrayOf(item.array);
  return item.meta ? new ImageArray(data, shape, dtype, metaFromDict(item.meta)) : new NdArray(data, shape, dtype);
}

/** How far a result is from the expected one; another kind of thing, dtype or shape is infinitely far. */
export function itemDifference(result: unknown, expected: Item | undefined): number {
  if (expected === undefined || result === undefined) return result === expected ? 0 : Number.POSITIVE_INFINITY;
  if (!expected.array) return JSON.stringify(result) === JSON.stringify(expected.json) ? 0 : Number.POSITIVE_INFINITY;
  if (!(result instanceof NdArray) || result.dtype !== expected.array.dtype) return Number.POSITIVE_INFINITY;
  const values = largestDifference(result, arrayOf(expected.array));
  if (!expected.image || !(result instanceof ImageArray)) return values;
  return Math.max(values, affineDifference(metaDict(result.meta).affine, expected.meta?.affine));
}

const identity = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => (row === column ? 1 : 0)));

export function affineDifference(affine: unknown = identity, expected: unknown = identity): number {
  const [ours, theirs] = [affine, expected].map((matrix) => (Array.isArray(matrix) ? matrix.flat().map(Number) : []));
  if (!ours || !theirs || ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? Number.NaN))));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof NdArray);
}
