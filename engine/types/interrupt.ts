/**
 * A request to stop at the next good place. The first Ctrl-C raises it; a trainer looks at it after every step, saves what
 * it would save, and returns. Nothing is thrown, so `finalize` still runs.
 */
class Interruption {
  #proposed = false;
  #requested = false;
  readonly #listeners = new Set<() => void>();

  /** Whether somebody asked to stop. */
  get requested(): boolean {
    return this.#requested;
  }

  /** Asks to stop. A second request changes nothing. */
  request(): void {
    if (this.#requested) return;
    this.#requested = true;
    for (const listener of this.#listeners) listener();
  }

  /**
   * Asks the other ranks to stop with this one. Their trainers agree on the step: what all of them see is the request that
   * follows, at the same step on each. Where there is only this process, {@link request} is the way.
   */
  propose(): void {
    this.#proposed = true;
  }

  /** Whether this rank would like to stop. */
  get proposed(): boolean {
    return this.#proposed;
  }

  /** Withdraws the request, before another run in the same process. */
  clear(): void {
    this.#proposed = false;
    this.#requested = false;
  }

  /** Calls `listener` when the request comes; the returned function ends that. */
  onRequest(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** The one request of this process. */
export const interruption = new Interruption();
