import { interruption } from '../types/interrupt.js';
import { streams } from '../types/streams.js';

/** Signals that ask a run to end, with the exit codes that tell them: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof exitCodes;

/** Watches for signals that ask the process to stop. */
export interface SignalWatch {
  /** What to exit with when the run was stopped: 130 for SIGINT, 143 for SIGTERM. */
  exitCode(): number;
  /** Takes the handlers away again. */
  release(): void;
}

/**
 * Lets the first Ctrl-C (or SIGTERM) ask the run to finish its step, save and end; the second ends the process at once.
 * @param ask what asks the run
 * @param end what ends it at the second signal
 */
export function stopOnSignals(
  ask = (): void => interruption.request(),
  end = (code: number): void => process.exit(code),
): SignalWatch {
  let first: StopSignal | undefined;
  const handlers = (['SIGINT', 'SIGTERM'] as const).map((signal) => {
    const stop = (): void => {
      if (first) {
        end(exitCodes[first]);
        return;
      }
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
