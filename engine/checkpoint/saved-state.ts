import { BundleError, fail } from '../errors.js';
import { NdArray } from '../types/index.js';
import { Float } from '../values/index.js';
import type { CheckpointTree, LoadedTree } from './tree.js';

/** Something that a checkpoint can hold: a network, an optimizer, a scheduler, a trainer. */
export interface Stateful {
  stateDict(): unknown;
  loadStateDict(state: unknown, strict?: boolean): void;
}

/** A network, as far as checkpoints are concerned. */
interface SavedModule extends Stateful {
  stateDict(): ReadonlyMap<string, NdArray>;
  loadStateDict(state: ReadonlyMap<string, NdArray>, strict?: boolean): void;
}

/** The state of an optimizer: by parameter number, and its groups. */
interface OptimizerState {
  readonly state: ReadonlyMap<number, Readonly<Record<string, NdArray | number>>>;
  readonly paramGroups: readonly Readonly<Record<string, unknown>>[];
}

interface SavedOptimizer extends Stateful {
  stateDict(): OptimizerState;
  loadStateDict(state: OptimizerState): void;
}

/** What kind of thing an object is, which decides how its state is written. */
export function kindOfState(object: Stateful): 'network' | 'optimizer' | 'other' {
  const inner = unwrapped(object);
  return isModule(inner) ? 'network' : isOptimizer(inner) ? 'optimizer' : 'other';
}

export function isStateful(value: unknown): value is Stateful {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'stateDict') === 'function' &&
    typeof Reflect.get(value, 'loadStateDict') === 'function'
  );
}

/** What to write for an object: for a network its weights by PyTorch's names, for an optimizer PyTorch's layout of its state. */
export function stateTree(object: Stateful): CheckpointTree {
  const state = unwrapped(object).stateDict();
  if (!isOptimizerState(state)) return asTree(state, object);
  return new Map([
    ['state', asTree(state.state, object)],
    ['param_groups', asTree(state.paramGroups, object)],
  ]);
}

/**
 * Restores an object from what a checkpoint holds for it.
 * @param strictShape without it, only weights whose name and shape fit are loaded, and `strict` means nothing
 * @throws BundleError checkpoint_mismatch, naming `path`
 */
export function restoreState(
  object: Stateful,
  tree: LoadedTree,
  path: string,
  strict: boolean,
  strictShape: boolean,
): void {
  const target = unwrapped(object);
  if (isModule(target)) restoreModule(target, tree, path, strict, strictShape);
  else if (isOptimizer(target)) target.loadStateDict(optimizerState(tree, path));
  else target.loadStateDict(plain(tree));
}

function restoreModule(
  module: SavedModule,
  tree: LoadedTree,
  path: string,
  strict: boolean,
  strictShape: boolean,
): void {
  if (!(tree instanceof Map)) damaged(path, 'it holds no weights for a network');
  const weights = new Map<string, NdArray>();
  const own = strictShape ? undefined : module.stateDict();
  for (const [name, value] of tree) {
    if (!(value instanceof NdArray)) continue;
    if (own && own.get(String(name))?.shape.join() !== value.shape.join()) continue;
    weights.set(String(name), value);
  }
  try {
    module.loadStateDict(weights, strict && strictShape);
  } catch (error) {
    const failure = error instanceof BundleError ? error.failure : undefined;
    if (failure?.code === 'checkpoint_mismatch') fail({ ...failure, path }, { cause: error });
    throw error;
  }
}

function optimizerState(tree: LoadedTree, path: string): OptimizerState {
  const state = tree instanceof Map ? tree.get('state') : undefined;
  const groups = tree instanceof Map ? tree.get('param_groups') : undefined;
  if (!(state instanceof Map) || !Array.isArray(groups)) damaged(path, 'it holds no state of an optimizer');
  const byParameter = [...state].map(([index, values]) => [Number(index), numbersAndArrays(values)] as const);
  return { state: new Map(byParameter), paramGroups: groups.map((group) => record(plain(group))) };
}

function numbersAndArrays(tree: LoadedTree): Record<string, NdArray | number> {
  const values: Record<string, NdArray | number> = {};
  for (const [name, value] of Object.entries(record(plain(tree)))) {
    if (value instanceof NdArray || typeof value === 'number') values[name] = value;
  }
  return values;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** What was read, as plain JavaScript: floats are numbers, tuples arrays, mappings objects where all keys are strings. */
export function plain(tree: LoadedTree): unknown {
  if (tree === null || typeof tree !== 'object' || tree instanceof NdArray) return tree;
  if (Array.isArray(tree)) return tree.map(plain);
  if (tree instanceof Map) {
    const entries = [...tree].map(([key, value]) => [key, plain(value)] as const);
    return entries.every(([key]) => typeof key === 'string') ? Object.fromEntries(entries) : new Map(entries);
  }
  return 'items' in tree ? tree.items.map((item) => plain(item as LoadedTree)) : tree.value;
}

export function asTree(value: unknown, owner: object): CheckpointTree {
  if (value === null || value === undefined) return null;
  // Beyond 2⁵³ a whole number would come back as an int of another kind.
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? new Float(value) : value;
  if (typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  if (value instanceof NdArray) return value;
  if (Array.isArray(value)) return value.map((item) => asTree(item, owner));
  if (value instanceof Map) {
    return new Map(
      [...value].map(([key, item]) => [typeof key === 'number' ? key : String(key), asTree(item, owner)] as const),
    );
  }
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (typeof value === 'object' && (prototype === Object.prototype || prototype === null)) {
    return new Map(Object.entries(value).map(([key, item]) => [key, asTree(item, owner)] as const));
  }
  return fail({
    family: 'component',
    code: 'bad_input',
    component: owner.constructor.name,
    problem:
      'its state_dict holds something that a checkpoint cannot: only numbers, strings, arrays, lists and mappings can be saved',
  });
}

function damaged(path: string, problem: string): never {
  return fail({ family: 'checkpoint', code: 'checkpoint_damaged', path, problem });
}

/** The network within a wrapper such as DistributedDataParallel, as PyTorch's users save it. */
export function unwrapped(object: Stateful): Stateful {
  const inner: unknown = 'module' in object ? object.module : undefined;
  return isStateful(inner) ? inner : object;
}

function isModule(object: Stateful): object is SavedModule {
  return 'allParameters' in object && 'forward' in object;
}

function isOptimizer(object: Stateful): object is SavedOptimizer {
  return 'parameterGroups' in object && 'step' in object;
}

function isOptimizerState(state: unknown): state is OptimizerState {
  return typeof state === 'object' && state !== null && 'paramGroups' in state && 'state' in state;
}
