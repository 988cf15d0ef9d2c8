import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';

/** Decides which samples an epoch has, and in what order. */
export abstract class Sampler {
  static readonly [exposed]: Exposed = { __len__: method().as('size'), set_epoch: method('epoch') };

  /** How many indices {@link indices} gives. */
  abstract size(): number;

  /** The most indices that the sampler of any rank gives: what all ranks plan their epochs by. */
  largest(): number {
    return this.size();
  }

  /** The samples of an epoch, in order. The same seed and epoch give the same ones. */
  abstract indices(epoch: number): Iterable<number>;

  /** Accepted for torch's sake: a data loader tells its sampler the epoch itself. */
  setEpoch(_epoch: number): void {}
}
