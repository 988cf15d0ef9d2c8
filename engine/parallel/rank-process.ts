import { Worker } from 'node:worker_threads';
import { BundleError } from '../errors.js';
import { interruption } from '../types/interrupt.js';
import { hasBegun } from '../types/run-keeper.js';
import { workerFile } from '../types/worker-file.js';
import { joinLink, type RankGroup } from './link.js';
import type { LauncherMessage, RankMessage } from './messages.js';
import { setLaunchedGroup } from './process-group.js';
import { placeFromEnvironment } from './rank-environment.js';

/** Milliseconds between two signs of life. */
const beatEvery = 1000;

/** This process as one of several ranks. */
export interface RankProcess {
  readonly group: RankGroup;
  /** Tells the launcher that this rank cannot go on, and the other ranks not to wait for it. */
  fail(error: unknown, report: string): Promise<void>;
  /** Leaves the group. The process can end. */
  leave(): Promise<void>;
}

/**
 * Makes this process the rank that its environment says it is: connects it with the others, gives signs of life, listens to the launcher, and ends with
 * it. The launcher decides about signals: Ctrl-C reaches every process of a terminal, and ranks that stop at different steps would wait for
 * each other.
 * @throws BundleError not_launched
 */
export async function enterRank(): Promise<RankProcess> {
  const { rank, ranks, link } = placeFromEnvironment();
  new Worker(workerFile('engine/parallel/parent-worker'), { workerData: process.ppid, execArgv: [] }).unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => interruption.propose());
  void tell({ kind: 'beat' });
  const beat = setInterval(() => void tell({ kind: 'beat' }), beatEvery);
  beat.unref();

  const group = await joinLink(link, { rank }, ranks);
  setLaunchedGroup(group);
  process.on('message', (message: LauncherMessage) => {
    if (message.kind === 'stop') interruption.propose();
    else if (message.kind === 'left') group.leave(message.rank);
    else group.lose(message.rank, message.problem);
  });
  // Listening to the launcher must not keep a rank alive that has nothing else to do.
  process.channel?.unref();

  return {
    group,
    fail: async (error, report) => {
      group.abort(error instanceof Error ? `failed: ${error.message}` : 'failed');
      await tell({ kind: 'failed', report, blames: blamed(error, rank), begun: hasBegun() });
    },
    leave: async () => {
      clearInterval(beat);
      setLaunchedGroup(null);
      await group.close();
    },
  };
}

/** The rank whose loss is all that an error says. */
function blamed(error: unknown, own: number): number | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (!(at instanceof BundleError) || at.failure.family !== 'parallel' || at.failure.code !== 'rank_failed') continue;
    const { rank = null } = at.failure;
    return rank === own ? null : rank;
  }
  return null;
}

function tell(message: RankMessage): Promise<void> {
  return new Promise((done) => {
    if (process.connected && process.send) process.send(message, () => done());
    else done();
  });
}
