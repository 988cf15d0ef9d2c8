import { interruption } from '../types/interrupt.js';
import { streams } from '../types/streams.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Lets the first Ctrl-C (or SIGTERM) ask the run to finish its step, save and end; the second ends the process at once.
 * @returns what takes the handlers away again
 */
export function stopOnSignals(): () => void {
  const stop = (): void => {
    if (interruption.requested) process.exit(130);
    streams.stderr.write('stopping after this step; once more to stop at once\n');
    interruption.request();
  };
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
