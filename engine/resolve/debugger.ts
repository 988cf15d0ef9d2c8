import inspector from 'node:inspector';

/**
 * Stops in the debugger that is attached to this process (`node --inspect`). Without one, on a terminal, waits until one
 * is; elsewhere nobody could attach, and the work goes on.
 * @param announce is told the address to attach to
 */
export function breakHere(announce: (url: string) => void): void {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (inspector.url() === undefined && isTerminal) {
    inspector.open(0);
    announce(inspector.url() ?? '');
    inspector.waitForDebugger();
  }
  debugger;
}
