import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import type { Random } from '../../engine/types/index.js';
import { defaultRandom } from '../random/seed.js';
import type { Sample } from '../transforms/transform.js';

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

  /** `dataset[index]` in expressions. */
  get(index: number): Sample | Promise<Sample> {
    return this.item(index < 0 ? index + this.size() : index, defaultRandom());
  }
}
