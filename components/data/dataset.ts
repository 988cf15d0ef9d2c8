import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import type { Random } from '../../engine/types/index.js';
import { defaultRandom } from '../random/seed.js';
import type { Sample } from '../transforms/transform.js';
import type { DatasetShare } from './dataset-share.js';

/** A sequence of samples, by index. */
export abstract class Dataset {
  static readonly [exposed]: Exposed = {
    __len__: method().as('size'),
    __getitem__: method('index').as('get'),
  };

  /** How many samples there are. */
  abstract size(): number;

  /**
   * Sample `index` (0 ≤ index < size), transformed. `random` is the stream of this sample in this epoch: a data set
   * hands it to its transforms and draws nothing else.
   */
  abstract item(index: number, random: Random): Sample | Promise<Sample>;

  /** Work to do once before the first item: filling a cache, say. Calling it again does nothing. */
  async prepare(): Promise<void> {}

  /**
   * What a worker thread needs to make the same items, or why it cannot. The result is the same object as long as the items
   * stay the same; call it after {@link prepare}.
   */
  share(): DatasetShare {
    return { kind: 'alone', why: `${this.constructor.name} cannot be made again in a worker thread` };
  }

  /** What sample `index` is made of, for messages: the entry of a data list, say. */
  source(_index: number): unknown {
    return undefined;
  }

  /**
   * `dataset[index]` in expressions: a sample, or for a slice or a list of indices the {@link Subset} of those. Negative
   * indices count from the end.
   */
  get(index: number | readonly number[] | SliceLike): Sample | Promise<Sample> | Dataset {
    const size = this.size();
    if (typeof index === 'number') return this.item(index < 0 ? index + size : index, defaultRandom());
    return new Subset(this, isIndices(index) ? index : sliced(index, size));
  }
}

/** Some samples of another data set (torch's `Subset`). */
export class Subset extends Dataset {
  readonly indices: readonly number[];
  #share: { readonly of: DatasetShare; readonly share: DatasetShare } | undefined;

  constructor(
    readonly dataset: Dataset,
    indices: readonly number[],
  ) {
    super();
    const size = dataset.size();
    this.indices = indices.map((index) => (index < 0 ? index + size : index));
  }

  size(): number {
    return this.indices.length;
  }

  item(index: number, random: Random): Sample | Promise<Sample> {
    return this.dataset.item(this.#at(index), random);
  }

  override prepare(): Promise<void> {
    return this.dataset.prepare();
  }

  override share(): DatasetShare {
    const of = this.dataset.share();
    if (of.kind === 'alone') return of;
    if (this.#share?.of !== of) this.#share = { of, share: { kind: 'subset', of, indices: this.indices } };
    return this.#share.share;
  }

  override source(index: number): unknown {
    return this.dataset.source(this.#at(index));
  }

  #at(index: number): number {
    const place = this.indices[index];
    if (place === undefined) throw new RangeError(`subset of ${this.indices.length} has no sample ${index}`);
    return place;
  }
}

/** A Python slice, as an expression hands it over; a part left out is null. */
interface SliceLike {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;
}

function isIndices(index: readonly number[] | SliceLike): index is readonly number[] {
  return Array.isArray(index);
}

/** The indices that `start:stop:step` names among `size`, as Python's `slice.indices`. */
function sliced({ start, stop, step: given }: SliceLike, size: number): number[] {
  const step = typeof given === 'number' && given !== 0 ? given : 1;
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const bound = (value: unknown, otherwise: number): number => {
    if (typeof value !== 'number') return otherwise;
    return Math.min(highest, Math.max(lowest, value < 0 ? value + size : value));
  };
  const first = bound(start, step > 0 ? lowest : highest);
  const end = bound(stop, step > 0 ? highest : lowest);
  const indices: number[] = [];
  for (let index = first; step > 0 ? index < end : index > end; index += step) indices.push(index);
  return indices;
}
