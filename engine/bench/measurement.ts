/** One row of the table: an engine at a precision, measured or absent. Times are medians in seconds, when everything is warm. */
export type BenchRow = {
  /** A backend's name, or `pytorch`. */
  readonly engine: string;
  readonly precision: 'fp32' | 'amp';
} & (
  | {
      readonly state: 'measured';
      readonly description: string;
      /** The network alone, on one random input. */
      readonly model: number;
      /** The workflow's `run`: reading, network, postprocessing, writing. */
      readonly endToEnd: number | undefined;
      /** Why there is no time for the workflow. */
      readonly problem?: string;
    }
  | { readonly state: 'absent'; readonly why: string; readonly fix?: string }
);

/** What was measured, with how. Plain data: `--json` prints it as it is. */
export interface BenchReport {
  readonly rows: readonly BenchRow[];
  /** Shape of the network's input. */
  readonly input: readonly number[];
  readonly threads: number | undefined;
}

/** The middle of some numbers; of two in the middle, their mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? upper)) / 2 : upper;
}

/**
 * Median seconds of some work once it is warm: after `warmUps` runs, as many as fit into two seconds, from 3 to 25.
 */
export async function timed(work: () => Promise<void>, warmUps = 2): Promise<number> {
  for (let run = 0; run < warmUps; run++) await work();
  const seconds: number[] = [];
  const begun = performance.now();
  while (seconds.length < 3 || (seconds.length < 25 && performance.now() - begun < 2000)) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1000);
  }
  return median(seconds);
}
