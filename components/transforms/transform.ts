import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import type { Random } from '../../engine/types/index.js';
import { defaultRandom } from '../random/seed.js';

/** One element of a data set: images (`ImageArray`), file paths, points, class names, … by key. */
export type Sample = Record<string, unknown>;

/**
 * A step of a preprocessing or postprocessing pipeline. It never changes its input: it returns a new sample that shares
 * what it left alone. It loads no tensor backend, so data workers can run it.
 */
export abstract class Transform<In = Sample, Out = In> {
  static readonly [exposed]: Exposed = { __call__: method('data').as('call') };

  /** Whether `apply` draws from `random`. A CacheDataset caches what comes before the first random transform. */
  get isRandom(): boolean {
    return false;
  }

  /**
   * Applies the transform. Deterministic transforms ignore `random`; random ones take every draw from it, in MONAI's
   * order, so that injected draws reproduce MONAI's result.
   */
  abstract apply(data: In, random: Random): Out | Promise<Out>;

  /** `transform(data)` in expressions and tests: draws from the run's own stream. */
  call(data: In): Out | Promise<Out> {
    return this.apply(data, defaultRandom());
  }
}

/** A transform that draws. */
export abstract class RandomTransform<In = Sample, Out = In> extends Transform<In, Out> {
  override get isRandom(): boolean {
    return true;
  }
}

/** Whether a value can stand in a pipeline as a transform: also one whose class came from another copy of this module. */
export function isTransform(value: unknown): value is Transform<unknown, unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'apply') === 'function';
}
