import { availableParallelism } from 'node:os';
import { fail } from '../errors.js';
import { visibleGpus } from '../parallel/gpus.js';
import { endText, type LaunchEnd, launch } from '../parallel/launch.js';
import { runNameAt } from '../resume/resume-folder.js';
import { workerFile } from '../types/worker-file.js';
import type { RunArguments } from './arguments/run-arguments.js';
import type { Screens } from './command.js';
import { restartEnvironment } from './restart-environment.js';
import { stopOnSignals } from './stop-on-signals.js';

/** What a rank exits with that stopped because it was asked to. */
const interruptedCode = 130;

/**
 * Runs `medbundle run` in several ranks, as torchrun does `python -m monai.bundle run`; with `--max_restarts`, in one or several that go on from
 * their last checkpoint when they fail at work.
 * @param words those of the command; the ranks get all of them
 * @returns the exit code
 */
export async function launchRanks(words: readonly string[], given: RunArguments, screens: Screens): Promise<number> {
  const gpus = given.backend === 'tensorflow' ? visibleGpus() : [];
  const ranks = ranksOf(given, gpus.length);
  if (given.nprocPerNode !== undefined) announceDevices(ranks, gpus.length, given, screens);
  const stop = new AbortController();
  const kill = new AbortController();
  const signals = stopOnSignals(
    () => stop.abort(),
    () => kill.abort(),
  );
  const { maxRestarts = 0 } = given;
  const environment = restartEnvironment(runNameAt(new Date()));
  try {
    for (let restarts = 0; ; restarts++) {
      const end = await launch({
        entry: workerFile('engine/cli/rank-worker'),
        words,
        ranks,
        restarts,
        maxRestarts,
        environment,
        gpus,
        heartbeatTimeout: given.heartbeatTimeout,
        stop: stop.signal,
        kill: kill.signal,
        terminal: screens.stdout === process.stdout,
        stdout: screens.stdout,
        stderr: screens.stderr,
      });
      if (kill.signal.aborted) return signals.exitCode();
      reportEnd(end, screens);
      if (!end.failed) return end.code === interruptedCode ? signals.exitCode() : end.code;
      if (restarts >= maxRestarts || stop.signal.aborted || !end.failed.begun) return end.code;
      screens.stderr.write(`\ngoing on from the last checkpoint: restart ${restarts + 1} of ${maxRestarts}\n`);
    }
  } finally {
    signals.release();
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
