import { randomUUID } from 'node:crypto';
import { availableParallelism, constants } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { workerFile } from '../types/worker-file.js';
import { divideCores } from './divide-cores.js';
import { makeLink, removeLink } from './link.js';
import type { SupervisorMessage, SupervisorReport } from './messages.js';
import { rankEnvironment } from './rank-environment.js';
import type { RankTask } from './rank-worker.js';

/** What a run of several ranks is started with. */
export interface LaunchOptions {
  /** The compiled file that every rank runs; it calls `enterRank` first. */
  readonly entry: string;
  /** Words for every rank. */
  readonly words: readonly string[];
  /** Ranks to start on this machine. */
  readonly ranks: number;
  /** How often the run was restarted, and may be; ranks see it as TORCHELASTIC_RESTART_COUNT and TORCHELASTIC_MAX_RESTARTS. Default 0. */
  readonly restarts?: number;
  readonly maxRestarts?: number;
  /** Further environment variables for every rank. */
  readonly environment?: Readonly<Record<string, string>>;
  /** GPUs to compute on, one for each rank in turn, as CUDA_VISIBLE_DEVICES names them. None by default. */
  readonly gpus?: readonly string[];
  /** Seconds without a sign of life after which a rank counts as hung. Default 120. */
  readonly heartbeatTimeout?: number;
  /** Aborted to make all ranks save and end (the first SIGINT or SIGTERM): each finishes the step that all agree on. */
  readonly stop?: AbortSignal;
  /** Aborted to end all ranks at once (the second Ctrl-C). */
  readonly kill?: AbortSignal;
  /** Whether rank 0 writes to this process's terminal itself, so that it can show progress. */
  readonly terminal?: boolean;
  /** Where else text of the ranks goes: rank 0's as it is, that of the others with `[rank 1] ` before each line. */
  readonly stdout: { write(text: string): void };
  readonly stderr: { write(text: string): void };
}

/** How one rank ended. */
export interface RankEnd {
  readonly rank: number;
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not go on: its own error as the command line prints it, that it hung, or the last lines it wrote. */
  readonly report: string | null;
  /** The rank whose loss was all that was wrong with this one; null otherwise. */
  readonly blames: number | null;
  /** False when it failed before an engine began to run: in the config, or while things were made. Another try would fail as well. */
  readonly begun: boolean;
}

/** How a run of several ranks ended. */
export interface LaunchEnd {
  /** What the command should exit with: 0, 130 when interrupted, else the code of the rank that failed first (128 + n for a signal). */
  readonly code: number;
  /** The rank that failed first, the cause of it all; undefined when none did. */
  readonly failed: RankEnd | undefined;
  /** In the order in which they ended. */
  readonly ends: readonly RankEnd[];
}

/** Milliseconds that the other ranks have to end when one has failed. */
const grace = 3000;
const interruptedCode = 130;

/**
 * Starts ranks and waits until all have ended; none is left behind. When one fails, the others are told, and ended after three seconds if they are still
 * there. About the failure nothing is printed here: the caller does that last, with {@link LaunchEnd.failed}.
 *
 * Every rank is a process of its own, which a piscina worker of this process starts and looks after. Threads would start faster and share
 * memory without ado, but one rank's crash in native code, or its SIGKILL, would take the terminal and every other rank's diagnosis with it (SCALING.md
 * has what both cost).
 */
export async function launch(options: LaunchOptions): Promise<LaunchEnd> {
  const { ranks, stop, kill } = options;
  const link = await makeLink(ranks);
  const pool = new Piscina<RankTask, RankEnd>({
    filename: workerFile('engine/parallel/rank-worker'),
    minThreads: ranks,
    maxThreads: ranks,
    execArgv: [],
  });
  const ports: MessagePort[] = [];
  const ends: RankEnd[] = [];
  const tell = (message: SupervisorMessage): void => {
    for (const port of ports) port.postMessage(message);
  };
  let deadline: NodeJS.Timeout | undefined;
  const lost = (rank: number, problem: string): void => {
    deadline ??= setTimeout(() => tell({ kind: 'kill' }), grace);
    tell({ kind: 'lost', rank, problem });
  };
  const onStop = (): void => tell({ kind: 'stop' });
  const onKill = (): void => tell({ kind: 'kill' });
  stop?.addEventListener('abort', onStop);
  kill?.addEventListener('abort', onKill);
  try {
    await Promise.all(
      tasksOf(options, link).map(async (task) => {
        const { port1: port, port2 } = new MessageChannel();
        ports.push(port);
        port.on('message', (report: SupervisorReport) => {
          if (report.kind === 'text') write(options, task.rank, report.stream, report.text);
          else if (report.blames === null) lost(task.rank, 'failed');
        });
        const end = await pool.run({ ...task, port: port2 }, { transferList: [port2] });
        ends.push(end);
        if (end.code !== 0 && end.code !== interruptedCode) lost(task.rank, endText(end));
        else tell({ kind: 'left', rank: task.rank });
      }),
    );
    return { code: codeOf(ends), failed: causeOf(ends), ends };
  } finally {
    clearTimeout(deadline);
    stop?.removeEventListener('abort', onStop);
    kill?.removeEventListener('abort', onKill);
    removeLink(link);
    await pool.destroy();
  }
}

function tasksOf(options: LaunchOptions, link: Awaited<ReturnType<typeof makeLink>>): Omit<RankTask, 'port'>[] {
  const { ranks, entry, words, gpus = [], restarts = 0, maxRestarts = 0 } = options;
  const runId = randomUUID();
  return divideCores(availableParallelism(), ranks).map((cores, rank) => {
    const gpu = gpus[rank % Math.max(1, gpus.length)];
    const environment = rankEnvironment({ rank, ranks, restarts, maxRestarts, runId, cores, gpu, link });
    return {
      rank,
      entry,
      words,
      environment: { ...environment, ...options.environment },
      heartbeatTimeout: options.heartbeatTimeout ?? 120,
      inherit: rank === 0 && options.terminal === true,
    };
  });
}

function write({ stdout, stderr }: LaunchOptions, rank: number, stream: 'stdout' | 'stderr', text: string): void {
  const to = stream === 'stdout' ? stdout : stderr;
  to.write(rank === 0 ? text : text.replace(/^(?=.)/gm, `[rank ${rank}] `));
}

/** The end that began it: the first rank to fail that does not only miss another. */
function causeOf(ends: readonly RankEnd[]): RankEnd | undefined {
  const failed = ends.filter(({ code }) => code !== 0 && code !== interruptedCode);
  return failed.find(({ blames }) => blames === null) ?? failed[0];
}

function codeOf(ends: readonly RankEnd[]): number {
  const cause = causeOf(ends);
  const signals: Readonly<Record<string, number>> = constants.signals;
  if (cause) return cause.code ?? 128 + (signals[cause.signal ?? ''] ?? 0);
  return ends.some(({ code }) => code === interruptedCode) ? interruptedCode : 0;
}

/** `was killed by SIGKILL`, `ended with code 1`. */
export function endText({ code, signal }: RankEnd): string {
  return signal === null ? `ended with code ${code}` : `was killed by ${signal}`;
}
