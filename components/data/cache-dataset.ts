import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Instance } from '../../engine/registry/schema.js';
import { availableCores } from '../../engine/types/cores.js';
import type { Random } from '../../engine/types/index.js';
import { progress } from '../../engine/types/progress.js';
import { rootRandom } from '../random/seed.js';
import type { Sample } from '../transforms/transform.js';
import { SampleStore } from './cache/sample-store.js';
import type { DatasetShare } from './dataset-share.js';
import { DataArgument, ListDataset } from './list-dataset.js';
import { TransformArgument, type Transforms } from './pipeline.js';
import { sampleFailed } from './sample-failed.js';

export interface CacheOptions {
  /** Samples to cache at most. Default: all. */
  readonly cacheNum?: number;
  /** Share of the samples to cache, 0 to 1. Default 1. */
  readonly cacheRate?: number;
  /** How many samples are read at once while the cache is filled; null for as many as there are cores. Default 1. */
  readonly numWorkers?: number | null;
  /** Whether filling the cache shows progress. Default true. */
  readonly progress?: boolean;
  /** Whether equal entries of the data list share one cached sample. Default false. */
  readonly hashAsKey?: boolean;
  /** What tells entries apart when `hashAsKey`; by default their content. */
  readonly hashFunc?: ((item: unknown) => unknown) | null;
  /** Whether samples are cached when first asked for, instead of all before the first. Default false. */
  readonly runtimeCache?: boolean;
}

/**
 * A list of samples whose transforms up to the first random one are applied once and kept (MONAI's `CacheDataset`). Samples
 * are held in shared memory at their own dtype, packed without loss (see {@link SampleStore}), so that data workers read
 * them where they lie. The remaining transforms run each time; as they do not change their input, the cache needs no copy.
 */
export class CacheDataset extends ListDataset {
  static override readonly [exposed]: Exposed = {
    cache_num: property('cacheNum'),
    set_data: method('data'),
  };

  readonly #options: CacheOptions;
  /** How many steps of the pipeline are cached. */
  readonly #fixedSteps: number;
  #store = new SampleStore(0);
  /** For each item its place in the store, −1 for none. */
  #slots: Int32Array = new Int32Array(0);
  /** For each place in the store the item it holds. */
  #items: readonly number[] = [];
  #filling: Promise<void> | undefined;
  #share: DatasetShare | undefined;

  constructor(data: readonly unknown[], transform: Transforms = null, options: CacheOptions = {}) {
    super(data, transform);
    this.#options = options;
    this.#fixedSteps = this.pipeline.firstRandomIndex() ?? this.pipeline.transforms.length;
    this.#plan();
  }

  /** How many samples are cached. */
  get cacheNum(): number {
    return this.#items.length;
  }

  /** Bytes of shared memory that the cached samples take. */
  get cachedBytes(): number {
    return this.#store.byteLength;
  }

  /** Another data list; the cache is filled anew. */
  setData(data: readonly unknown[]): void {
    this.replaceData(data);
    this.#filling = undefined;
    this.#share = undefined;
    this.#plan();
  }

  #plan(): void {
    const { cacheNum = Number.MAX_SAFE_INTEGER, cacheRate = 1, hashAsKey = false } = this.#options;
    const most = (count: number): number => Math.max(0, Math.min(cacheNum, Math.trunc(count * cacheRate), count));
    if (hashAsKey) {
      const keys = this.data.map((item) => this.#hash(item));
      // Of equal entries the last one is read, as in MONAI.
      const lastOf = new Map(keys.map((key, index) => [key, index]));
      this.#items = [...lastOf.values()].slice(0, most(lastOf.size));
      const slotOf = new Map([...lastOf.keys()].slice(0, this.#items.length).map((key, slot) => [key, slot]));
      this.#slots = sharedSlots(keys.map((key) => slotOf.get(key) ?? -1));
    } else {
      const count = most(this.data.length);
      this.#items = Array.from({ length: count }, (_, index) => index);
      this.#slots = sharedSlots(this.data.map((_, index) => (index < count ? index : -1)));
    }
    this.#store = new SampleStore(this.#items.length);
  }

  #hash(item: unknown): string {
    const { hashFunc } = this.#options;
    if (hashFunc) return String(hashFunc(item));
    return createHash('md5').update(canonical(item)).digest('hex');
  }

  /** Fills the cache. @throws BundleError sample_failed for the first sample that cannot be made */
  override prepare(): Promise<void> {
    if (this.#options.runtimeCache) return Promise.resolve();
    this.#filling ??= this.#fill();
    return this.#filling;
  }

  async #fill(): Promise<void> {
    const total = this.#items.length;
    if (total === 0) return;
    const { numWorkers = 1, progress: shown = true } = this.#options;
    const bar = shown ? progress.start({ label: 'Loading dataset', total, unit: 'samples' }) : undefined;
    let next = 0;
    const read = async (): Promise<void> => {
      while (next < total) {
        const slot = next++;
        try {
          await this.#load(slot);
        } catch (error) {
          next = total;
          throw error;
        }
        bar?.tick();
      }
    };
    // Reading and deflating wait for Node's thread pool, so a few samples at once keep the cores busy.
    const readers = Math.min(Math.max(2, Math.min(numWorkers ?? Number.POSITIVE_INFINITY, availableCores())), total);
    const ended = await Promise.allSettled(Array.from({ length: readers }, read));
    bar?.done();
    const failed = ended.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #load(slot: number): Promise<Sample> {
    const index = this.#items[slot] ?? 0;
    try {
      // Nothing random runs here; the stream is there because every transform takes one.
      const sample = (await this.pipeline.applyRange(
        this.data[index],
        rootRandom().fork('cache'),
        0,
        this.#fixedSteps,
      )) as Sample;
      this.#store.put(slot, sample);
      return sample;
    } catch (error) {
      throw sampleFailed(error, index, this.data[index]);
    }
  }

  override item(index: number, random: Random): Sample | Promise<Sample> {
    const slot = this.#slots[index] ?? -1;
    if (slot < 0) return super.item(index, random);
    const sample = this.#store.get(slot);
    return sample ? this.#finish(sample, random) : this.#load(slot).then((loaded) => this.#finish(loaded, random));
  }

  #finish(sample: Sample, random: Random): Sample | Promise<Sample> {
    return this.pipeline.applyRange(sample, random, this.#fixedSteps) as Sample | Promise<Sample>;
  }

  override share(): DatasetShare {
    this.#share ??= this.#makeShare();
    return this.#share;
  }

  #makeShare(): DatasetShare {
    if (this.#options.runtimeCache) return { kind: 'alone', why: 'it fills its cache at run time, in this thread' };
    const list = this.shareList();
    if (list.kind === 'alone') return list;
    const samples = this.#store.share();
    if (!samples) return { kind: 'alone', why: `its cached samples hold ${this.#store.indivisible}` };
    // Entries that are cached are never read again, so a worker needs only the others.
    const data = Array.isArray(list.data)
      ? list.data.map((item, index) => ((this.#slots[index] ?? -1) < 0 ? item : null))
      : [];
    return { kind: 'cache', list: { ...list, data }, samples, slots: this.#slots, fixedSteps: this.#fixedSteps };
  }
}

/** Equal content, equal text: keys in order. */
function canonical(item: unknown): string {
  return (
    JSON.stringify(item, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) ?? 'undefined'
  );
}

function sharedSlots(slots: readonly number[]): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(slots.length * 4));
  shared.set(slots);
  return shared;
}

export const cacheDataset = component({
  name: 'CacheDataset',
  modules: ['monai.data', 'monai.data.dataset'],
  kind: 'dataset',
  description:
    'A list of samples whose transforms up to the first random one are applied once and kept in memory; the others run each time.',
  arguments: Type.Object({
    data: DataArgument,
    transform: TransformArgument,
    cacheNum: Type.Union([Type.Integer(), Instance<bigint>('a whole number', (value) => typeof value === 'bigint')], {
      default: Number.MAX_SAFE_INTEGER,
      description: 'Samples to cache at most.',
    }),
    cacheRate: Type.Number({ minimum: 0, default: 1, description: 'Share of the samples to cache; 1 caches all.' }),
    numWorkers: Type.Union([Type.Integer(), Type.Null()], {
      default: 1,
      description: 'How many samples are read at once while the cache is filled; null for one a core.',
    }),
    progress: Type.Boolean({ default: true, description: 'Whether filling the cache shows progress.' }),
    copyCache: Type.Boolean({
      default: true,
      description: 'Accepted for MONAI’s sake: transforms never change their input, so the cache needs no copy.',
    }),
    asContiguous: Type.Boolean({
      default: true,
      description: 'Accepted for MONAI’s sake: arrays are always contiguous.',
    }),
    hashAsKey: Type.Boolean({
      default: false,
      description: 'Whether equal entries of the data list share one sample.',
    }),
    hashFunc: Instance<((item: unknown) => unknown) | null>(
      'a function',
      (value) => value === null || typeof value === 'function',
      { default: null, description: 'What tells entries apart for hash_as_key; by default their content.' },
    ),
    runtimeCache: Type.Union([Type.Boolean(), Type.String(), Type.Array(Type.Unknown()), Type.Null()], {
      default: false,
      description: 'Whether (or, in MONAI, how) samples are cached when first asked for instead of all at the start.',
    }),
  }),
  create: ({ data, transform, cacheNum, runtimeCache, ...options }) =>
    new CacheDataset(data, transform, {
      ...options,
      cacheNum: Number(cacheNum),
      runtimeCache: runtimeCache !== null && runtimeCache !== false,
    }),
});
