/** Work whose progress is worth showing: caching a data set, an epoch of training. */
export interface ProgressTask {
  /** `Epoch 3/10`, `Caching`. */
  readonly label: string;
  /** Steps in all; left out when nobody knows. */
  readonly total?: number;
  /** What is counted, in the plural: `images`, `steps`. */
  readonly unit?: string;
}

/** One running task. */
export interface ProgressBar {
  /** `count` more steps are done. `note` (a loss, a file name) replaces the one shown before. */
  tick(count?: number, note?: string): void;
  /** The task is over. Calling it again does nothing. */
  done(note?: string): void;
}

/** Shows progress somewhere: bars on a terminal, lines in a log, nothing in a library. */
export interface ProgressReporter {
  start(task: ProgressTask): ProgressBar;
}

const silent: ProgressReporter = {
  start: () => ({ tick: () => undefined, done: () => undefined }),
};

let reporter = silent;

/** Where components report progress. Silent until the command line installs a reporter. */
export const progress: ProgressReporter = {
  start: (task) => reporter.start(task),
};

/** Sends progress to `next`, or nowhere; returns what was installed before. */
export function reportProgressTo(next: ProgressReporter | null): ProgressReporter {
  const before = reporter;
  reporter = next ?? silent;
  return before;
}
