import { reportProgressTo } from '../types/progress.js';
import { redirectStreams } from '../types/streams.js';
import type { Screens } from './command.js';
import { Terminal } from './report/terminal.js';

/** Does `work` with progress shown on the screens (unless `quiet`), and takes the bar away whatever happens. */
export async function withTerminal<T>(
  screens: Screens,
  work: (terminal: Terminal) => Promise<T>,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<T> {
  const terminal = new Terminal(screens);
  const before = reportProgressTo(quiet ? null : terminal);
  redirectStreams(terminal.streams);
  try {
    return await work(terminal);
  } finally {
    terminal.clear();
    redirectStreams(null);
    reportProgressTo(before);
  }
}
