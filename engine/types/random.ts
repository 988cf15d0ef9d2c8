/**
 * A stream of random draws. Every random transform takes its draws from the stream it is handed, so a test injects
 * MONAI's own draws and a run keys the stream by (seed, epoch, sample, transform): see components/random.
 */
export interface Random {
  /** Uniform in [low, high). */
  uniform(low?: number, high?: number): number;
  /** Whole number, uniform in [low, high). */
  integer(low: number, high: number): number;
  normal(mean?: number, standardDeviation?: number): number;
  /** The whole numbers 0..size-1 in random order. */
  permutation(size: number): Int32Array;
  /** An independent stream, the same for the same key whatever was drawn from this one. */
  fork(key: number | string): Random;
}
