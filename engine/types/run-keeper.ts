/** Where a run stands between two steps: all that is needed to go on from there. */
export interface RunPosition {
  /** Iterations done. */
  readonly iteration: number;
  /** Epochs begun. */
  readonly epoch: number;
  /** Iterations done of the present epoch; 0 when an epoch is over, with all that follows it, and the next has not begun. */
  readonly inEpoch: number;
  /** The pass over the data, from 0, and how many of its batches were taken. */
  readonly pass: number;
  readonly taken: number;
  /** Whether the run has ended: after its last epoch, or before because something ended it. */
  readonly ended: 'completed' | 'terminated' | null;
}

/** What a keeper needs of an engine. */
export interface KeptEngine {
  readonly state: {
    readonly iteration: number;
    readonly epoch: number;
    readonly epochLength: number | null;
    readonly maxEpochs: number | null;
  };
  /** Whether it changes what it runs; an evaluator does not, and has nothing worth keeping. */
  readonly trains: boolean;
  position(): RunPosition;
  /** Makes the next run go on from there, without the events of a run's beginning. */
  continueAt(position: RunPosition): void;
}

/**
 * Watches the outermost engine of a run: puts it back where an earlier run was, saves it in between. Engines that run inside of another one's
 * handlers (a validation) are part of that one's step.
 */
export interface RunKeeper {
  /** Names the run, the same for all processes that go on with it, and this rank of it: for files that come in every process. */
  readonly name: string;
  /** An engine is about to run. `done` when this run of it was over when it was saved: then it is not run again. */
  begin(engine: KeptEngine): Promise<'run' | 'done'>;
  /** The engine stands between two steps. True when it shall stop there; everything is saved then. */
  pause(engine: KeptEngine): Promise<boolean>;
  /** The engine's run is over. */
  end(engine: KeptEngine): Promise<void>;
}

let current: RunKeeper | null = null;
let begun = false;

/** Says that an engine of this process has begun to run: what fails from now on may be worth another try. */
export function noteBegin(): void {
  begun = true;
}

/** Whether one has. */
export function hasBegun(): boolean {
  return begun;
}

/** Who keeps the runs of this process now; nobody by default. */
export function runKeeper(): RunKeeper | null {
  return current;
}

/** Sets who does; returns who did before. */
export function keepRuns(keeper: RunKeeper | null): RunKeeper | null {
  const before = current;
  current = keeper;
  return before;
}
