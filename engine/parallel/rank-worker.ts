import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { RankEnd } from './launch.js';
import type { RankMessage, SupervisorMessage, SupervisorReport } from './messages.js';

/** What a piscina worker needs to run a rank. */
export interface RankTask {
  readonly rank: number;
  /** The compiled file that the rank runs. */
  readonly entry: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds without a sign of life after which the rank counts as hung. */
  readonly heartbeatTimeout: number;
  /** Whether it writes to the terminal itself, rather than through the launcher. */
  readonly inherit: boolean;
  readonly port: MessagePort;
}

/** Lines of standard error that are kept, in case they are a rank's last words. */
const lastLines = 20;

/**
 * Runs a rank in a process of its own and looks after it: passes on what it writes and what it is to hear, notices when it gives no sign of
 * life, and says how it ended. A task of a piscina worker: the launcher's own thread is never busy with a rank.
 */
export default async function superviseRank(task: RankTask): Promise<RankEnd> {
  const { rank, port, heartbeatTimeout, inherit } = task;
  const child = fork(task.entry, task.words, {
    env: { ...process.env, ...task.environment },
    // A rank must not inherit flags that are the launcher's own.
    execArgv: [],
    stdio: inherit ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const say = (report: SupervisorReport): void => port.postMessage(report);
  const tail: string[] = [];
  passOn(child.stdout, (text) => say({ kind: 'text', stream: 'stdout', text }));
  passOn(child.stderr, (text) => {
    tail.push(...text.split('\n').filter((line) => line.trim() !== ''));
    tail.splice(0, tail.length - lastLines);
    say({ kind: 'text', stream: 'stderr', text });
  });

  // A rank speaks when it has loaded its program, which takes as long as it takes.
  let heard = Number.POSITIVE_INFINITY;
  let report: string | null = null;
  let blames: number | null = null;
  let begun = true;
  child.on('message', (message: RankMessage) => {
    heard = performance.now();
    if (message.kind !== 'failed') return;
    report ??= message.report;
    blames = message.blames;
    begun = message.begun;
    say({ kind: 'failing', blames });
  });
  const clock = setInterval(
    () => {
      const silent = (performance.now() - heard) / 1000;
      if (silent < heartbeatTimeout) return;
      report ??= `it gave no sign of life for ${Math.round(silent)} s and was ended; a longer --heartbeat_timeout allows longer steps`;
      child.kill('SIGKILL');
    },
    Math.min(1000, heartbeatTimeout * 250),
  );
  port.on('message', (message: SupervisorMessage) => {
    if (message.kind === 'kill') child.kill('SIGKILL');
    else tell(child, message);
  });

  try {
    const { code, signal } = await ended(child);
    if (code !== 0 && report === null && tail.length > 0) report = tail.join('\n');
    return { rank, code, signal, report, blames, begun };
  } finally {
    clearInterval(clock);
    port.close();
  }
}

function tell(child: ChildProcess, message: SupervisorMessage): void {
  // It may have ended a moment ago, which its exit tells.
  if (child.connected) child.send(message, () => undefined);
}

/** Text in whole lines, as far as it has them. */
function passOn(stream: Readable | null, take: (text: string) => void): void {
  if (!stream) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const text = rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) take(text.slice(0, end));
  });
  stream.on('end', () => {
    if (rest !== '') take(`${rest}\n`);
  });
}

/** How the child ended, once all it wrote is read. */
function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}
