import { availableParallelism } from 'node:os';
import { fail } from '../errors.js';
import { visibleGpus } from '../parallel/gpus.js';
import { endText, type LaunchEnd, launch } from '../parallel/launch.js';
import { workerFile } from '../types/worker-file.js';
import type { RunArguments } from './arguments/run-arguments.js';
import type { Screens } from './command.js';

/**
 * Runs `medbundle run` in several ranks, as torchrun does `python -m monai.bundle run`.
 * @param words those of the command; the ranks get all of them
 * @returns the exit code
 */
export async function launchRanks(words: readonly string[], given: RunArguments, screens: Screens): Promise<number> {
  const gpus = given.backend === 'tensorflow' ? visibleGpus() : [];
  const ranks = ranksOf(given, gpus.length);
  announceDevices(ranks, gpus.length, given, screens);
  const stop = new AbortController();
  const kill = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) kill.abort();
    else screens.stderr.write('stopping after this step; once more to stop at once\n');
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  try {
    const end = await launch({
      entry: workerFile('engine/cli/rank-worker'),
      words,
      ranks,
      gpus,
      heartbeatTimeout: given.heartbeatTimeout,
      stop: stop.signal,
      kill: kill.signal,
      terminal: screens.stdout === process.stdout,
      stdout: screens.stdout,
      stderr: screens.stderr,
    });
    if (kill.signal.aborted) return 130;
    reportEnd(end, screens);
    return end.code;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

/** Says which rank failed, and with what: the last thing that is printed. */
function reportEnd({ failed }: LaunchEnd, { stderr }: Screens): void {
  if (!failed) return;
  stderr.write(`\nrank ${failed.rank} ${endText(failed)}${failed.report === null ? '' : ':'}\n`);
  if (failed.report !== null) stderr.write(failed.report.replace(/\n*$/, '\n'));
  if (failed.signal === 'SIGKILL' && failed.report === null) {
    stderr.write('  the system does that to processes when memory runs out\n');
  }
}

function ranksOf({ nprocPerNode = '1', nnodes = '1' }: RunArguments, gpus: number): number {
  if (!/^1(?::1)?$/.test(nnodes)) {
    const problem = `ranks on several machines are not here yet, only --nnodes 1 (not ${nnodes})`;
    const fix = 'run on one machine; engine/parallel/SCALING.md says what is planned';
    fail({ family: 'command', code: 'invalid_option', option: 'nnodes', problem, fix });
  }
  const cores = availableParallelism();
  const named: Readonly<Record<string, number>> = { auto: gpus || cores, gpu: gpus, cuda: gpus, cpu: cores };
  const ranks = named[nprocPerNode] ?? Number(nprocPerNode);
  if (Number.isInteger(ranks) && ranks >= 1 && ranks <= 256) return ranks;
  const problem =
    ranks === 0 ? 'no GPU was found' : `expected a number from 1 to 256, auto, cpu or gpu, got ${nprocPerNode}`;
  return fail({ family: 'command', code: 'invalid_option', option: 'nproc_per_node', problem });
}

/** Says once what `cuda:0` is going to mean. @throws BundleError no_gpu with --strict_device */
function announceDevices(ranks: number, gpus: number, given: RunArguments, { stdout }: Screens): void {
  if (gpus > 0) return;
  const slices = Array.from({ length: ranks }, (_, rank) => `cuda:${rank}`);
  if (given.strictDevice) fail({ family: 'parallel', code: 'no_gpu', device: slices[0] ?? 'cuda:0' });
  if (given.quiet) return;
  const names = slices.length > 4 ? `cuda:0 to ${slices.at(-1)}` : slices.join(', ');
  const [are, share] = ranks === 1 ? ['is a CPU slice', ''] : ['are CPU slices', ` of ${availableParallelism()} cores`];
  stdout.write(`no GPU found: ${names} ${are}${share}, nccl is shared memory\n`);
}
