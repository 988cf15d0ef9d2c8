import { interruption } from '../types/interrupt.js';
import { streams } from '../types/streams.js';

/** Signals that ask a run to end, with the exit codes that tell them: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof exitCodes;

/** Watches for signals that ask the process to stop. */
export interface SignalWatch {
  /** What to exit with when the run was stopped. */
  exitCode(): number;
  /** Takes the handlers away again. */
  release(): void;
}

/**
 * Lets the first Ctrl-C (or SIGTERM) ask the run to finish its step, save and end; the second ends the process at once.
 * @param ask what asks the run
 */
export function stopOnSignals(ask = (): void => interruption.request()): SignalWatch {
  let first: StopSignal | undefined;
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const stop = (): void => {
      if (first) process.exit(exitCodes[signal]);
      first = signal;
      streams.stderr.write('stopping after this step; once more to stop at once\n');
      ask();
    };
    process.on(signal, stop);
    return () => process.off(signal, stop);
  });
  return {
    exitCode: () => exitCodes[first ?? 'SIGINT'],
    release: () => {
      for (const off of handlers) off();
    },
  };
}
