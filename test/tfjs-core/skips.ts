/** A test of tfjs-core that a backend of ours does not pass. */
interface Skip {
  /** A part of the test's full name. */
  readonly test: string;
  readonly backends: readonly string[];
  readonly reason: string;
}

/** None: `native` and `cpu` pass them all. (Five that the run counts as skipped are switched off by tfjs itself.) */
export const skips: readonly Skip[] = [];
