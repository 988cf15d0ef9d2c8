/** Tests of tfjs-core that a backend of ours does not pass. */
interface Skip {
  /** A part of the test's full name. */
  readonly test: string;
  readonly backends: readonly string[];
  readonly reason: string;
}

export const skips: readonly Skip[] = [];
