/**
 * Something whose state a resume checkpoint holds, so that a run goes on as if it had never stopped. What it gives consists of numbers, strings,
 * booleans, null, NdArrays, and lists and mappings of these; it gets the same back. Objects with `stateDict` and `loadStateDict`
 * need not have it, unless a run needs more than those tell.
 */
export interface Resumable {
  resumeState(): unknown;
  resumeFrom(state: unknown): void;
}

export function isResumable(value: unknown): value is Resumable {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'resumeState') === 'function' &&
    typeof Reflect.get(value, 'resumeFrom') === 'function'
  );
}

/** State that belongs to the process rather than to an object that a config names: random streams, files that grow. */
export interface ProcessState extends Resumable {
  /** A run begins: what earlier runs of this process left is forgotten. */
  begin?(): void;
  /** A run that failed before its first checkpoint is tried again: what it left is removed. */
  startOver?(): void;
}

const states = new Map<string, ProcessState>();

/** Makes a state of the process part of every resume checkpoint, under a name of its own. */
export function keepProcessState(name: string, state: ProcessState): void {
  states.set(name, state);
}

/** The states of this process, by name. */
export function processStates(): ReadonlyMap<string, ProcessState> {
  return states;
}

/** A field of a state that was read back; undefined where there is none. */
export function fieldOf(state: unknown, name: string): unknown {
  return typeof state === 'object' && state !== null && Object.hasOwn(state, name)
    ? Reflect.get(state, name)
    : undefined;
}

/** A number of a state that was read back, or `otherwise`. */
export function numberIn<T>(state: unknown, name: string, otherwise: T): number | T {
  const value = fieldOf(state, name);
  return typeof value === 'number' ? value : otherwise;
}
