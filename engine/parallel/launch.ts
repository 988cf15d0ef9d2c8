/** What a run of several ranks is started with. */
export interface LaunchOptions {
  /** The words of `medbundle run`, without the launcher's own (`--nproc_per_node`, …). Every rank gets them. */
  readonly words: readonly string[];
  /** Ranks to start on this machine. */
  readonly ranks: number;
  /** How often the run was restarted; ranks see it as TORCHELASTIC_RESTART_COUNT. Default 0. */
  readonly restarts?: number;
  /** Further environment variables for every rank. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Threads for the numerics of each rank; by default the cores divided among them. */
  readonly threads?: number;
  /** Refuses CPU slices in the place of GPUs. */
  readonly strictDevice?: boolean;
  /** Seconds without a sign of life after which a rank counts as hung. Default 120. */
  readonly heartbeatTimeout?: number;
  /** Aborted to make all ranks save and end (the first SIGINT or SIGTERM): each finishes the step that all agree on. */
  readonly stop?: AbortSignal;
  /** Where text of the ranks goes: rank 0's as it is, that of the others with `[rank 1] ` before each line. */
  readonly stdout: { write(text: string): void };
  readonly stderr: { write(text: string): void };
}

/** How one rank ended. */
export interface RankEnd {
  readonly rank: number;
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not go on, when it said so itself or was found hanging: a message as the command line prints it. */
  readonly report: string | null;
}

/** How a run of several ranks ended. */
export interface LaunchEnd {
  /** What the command should exit with: 0, 130 when interrupted, else the code of the rank that failed first (128 + n for a signal). */
  readonly code: number;
  /** The rank that failed first, the cause of it all; undefined when none did. */
  readonly failed: RankEnd | undefined;
  readonly ends: readonly RankEnd[];
}

/**
 * Starts ranks and waits until all have ended; none is left behind. When one fails the others get five seconds. Nothing is printed
 * about the failure but what the ranks print themselves: the caller does that, with {@link LaunchEnd.failed}.
 */
export type Launch = (options: LaunchOptions) => Promise<LaunchEnd>;
