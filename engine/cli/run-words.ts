import { fail } from '../errors.js';
import type { ProcessGroup } from '../parallel/process-group.js';
import { interruption } from '../types/interrupt.js';
import { getLogger } from '../types/log.js';
import { streams } from '../types/streams.js';
import type { CreateWorkflowOptions } from '../workflow/create-workflow.js';
import { isConfigWorkflow } from '../workflow/workflow-name.js';
import { runOptions } from './arguments/options.js';
import { parseRunArguments, type RunArguments } from './arguments/run-arguments.js';
import type { Screens } from './command.js';
import { logToTerminal } from './log-to-terminal.js';
import { coloursFor } from './report/colours.js';
import { formatSummary } from './report/summary.js';
import { restartFromEnvironment } from './restart-environment.js';
import { stopOnSignals } from './stop-on-signals.js';
import { withTerminal } from './with-terminal.js';

/** Exit code of a run that Ctrl-C ended: 128 and the number of SIGINT. */
const interruptedCode = 130;

/**
 * The command `run`, from its raw words. With `--nproc_per_node` it runs in ranks, each of which comes here, too.
 * @param group the ranks that this process is one of
 * @returns the exit code, or undefined when the words ask for help
 */
export async function runWords(
  words: readonly string[],
  screens: Screens,
  group?: ProcessGroup,
): Promise<number | undefined> {
  const stated = parseRunArguments(words);
  if (stated.help) return undefined;
  const given = stated.argsFile === undefined ? stated : await withDefaults(stated);
  const options = workflowOptions(given);
  // A run that is to survive its own crash needs somebody outside of it.
  if ((given.nprocPerNode !== undefined || given.maxRestarts) && !group) {
    const { launchRanks } = await import('./launch-ranks.js');
    return launchRanks(words, given, screens);
  }
  // The first rank speaks for all: it shows progress, says what came of it, and keeps the config.
  const quiet = given.quiet || (group?.rank ?? 0) > 0;
  const saveConfig = group && group.rank > 0 ? false : options.saveConfig;
  return withTerminal(
    screens,
    async () => {
      const stopLogging = logToTerminal();
      // Ranks are told by their launcher, all of them at once.
      const signals = group ? undefined : stopOnSignals();
      try {
        for (const word of given.ignored) getLogger('medbundle').warning(`"${word}" after -- means nothing here`);
        const started = performance.now();
        // The map of the program, and with it every component, loads only now: a wrong command line is told at once.
        const [{ runWorkflow }, { registerShippedComponents }] = await Promise.all([
          import('../run-workflow.js'),
          import('../components.js'),
        ]);
        registerShippedComponents();
        const { interrupted, outputs } = await runWorkflow({ ...options, saveConfig });
        const seconds = (performance.now() - started) / 1000;
        const colours = coloursFor(screens.stdout);
        if (!quiet) streams.stdout.write(formatSummary(outputs, { seconds, interrupted, colours }));
        return interrupted ? (signals?.exitCode() ?? interruptedCode) : 0;
      } finally {
        signals?.release();
        interruption.clear();
        stopLogging();
      }
    },
    { quiet },
  );
}

/** Reading configs takes a while to load, which help and most command lines need not wait for. */
async function withDefaults(stated: RunArguments): Promise<RunArguments> {
  const { withArgumentsFile } = await import('./arguments/args-file.js');
  return withArgumentsFile(stated);
}

function workflowOptions(given: RunArguments): CreateWorkflowOptions {
  const { configFile, runId = '', workflowName } = given;
  if (configFile === undefined && isConfigWorkflow(workflowName)) {
    const fix = /\.(?:json5?|ya?ml)$/i.test(runId) ? `write --config_file ${runId}` : undefined;
    fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it says what to run', fix });
  }
  return {
    ...given,
    configFile,
    checkpointEvery: given.checkpointEvery ?? '10m',
    // Nobody asked for checkpoints, so a run that can have none is still a run.
    mustCheckpoint: given.checkpointEvery !== undefined || given.checkpointDir !== undefined,
    ...restartFromEnvironment(),
    knownOptions: runOptions.map(({ name }) => name),
  };
}
