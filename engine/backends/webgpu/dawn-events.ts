/**
 * Dawn for Node lets its promises go on by asking `setImmediate` for a moment, again and again, as long as a device lives. That
 * keeps a process from ending, and gives no way to wait without giving up the stack, which reading a tensor at once
 * (`dataSync`) needs. So calls that may ask for such a moment are made through here: the request stays with us, and Dawn gets
 * its moments when somebody waits.
 */
export class DawnEvents {
  #pending: (() => void) | undefined;

  /** Makes a call into Dawn. */
  call<T>(work: () => T): T {
    const real = globalThis.setImmediate;
    const take = (moment: (...given: unknown[]) => void, ...given: unknown[]): void => {
      this.#pending = () => moment(...given);
    };
    Object.assign(globalThis, { setImmediate: take });
    try {
      return work();
    } finally {
      Object.assign(globalThis, { setImmediate: real });
    }
  }

  /** Waits for a Promise of Dawn's, letting other work of this thread go on. */
  async until<T>(work: () => Promise<T>): Promise<T> {
    const promise = this.call(work);
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    while (!settled) {
      this.#moment();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return promise;
  }

  /** Gives Dawn its moments, here and now, while `isPending`. */
  waitWhile(isPending: () => boolean): void {
    while (isPending() && this.#moment());
  }

  #moment(): boolean {
    const moment = this.#pending;
    if (!moment) return false;
    this.#pending = undefined;
    this.call(moment);
    return true;
  }
}
