import { fieldOf, keepProcessState, numberIn } from '../../engine/types/resumable.js';
import { Philox } from './philox.js';

let runSeed: number | null = null;
let fallback: Philox | undefined;

/** Fixes the seed of everything random in this process (MONAI's `set_determinism`); null makes it arbitrary again. */
export function setSeed(seed: number | null): void {
  runSeed = seed;
  fallback = undefined;
}

/** The run's seed, or null when none was set. */
export function getSeed(): number | null {
  return runSeed;
}

/**
 * The run's root stream. Streams for samples and transforms are forked from it by key, for example
 * `rootRandom().fork('sample').fork(epoch).fork(index)`. Without a seed it differs from process to process.
 */
export function rootRandom(): Philox {
  runSeed ??= Math.floor(Math.random() * 2 ** 32);
  return new Philox(runSeed);
}

/** One stream for the whole process, for calls that come without a stream of their own. */
export function defaultRandom(): Philox {
  fallback ??= rootRandom().fork('default');
  return fallback;
}

keepProcessState('random', {
  resumeState: () => ({ seed: runSeed, drawn: fallback ? fallback.drawn : null }),
  resumeFrom(state) {
    setSeed(numberIn(state, 'seed', null));
    const drawn = fieldOf(state, 'drawn');
    if (typeof drawn === 'number') defaultRandom().skipTo(drawn);
  },
});
