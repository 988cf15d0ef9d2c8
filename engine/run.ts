import { selectBackend } from './backends/select.js';
import { requireCudaDevices } from './modules/torch/cuda-devices.js';
import { prepareKeeper } from './resume/prepare.js';
import { interruption } from './types/interrupt.js';
import { getLogger } from './types/log.js';
import { type Output, takeOutputs } from './types/outputs.js';
import { processStates } from './types/resumable.js';
import { keepRuns } from './types/run-keeper.js';
import { ConfigWorkflow } from './workflow/config-workflow.js';
import { mergeBundle, readBundle } from './workflow/read-bundle.js';
import { ConfigRecord } from './workflow/save-config.js';
import type { WorkflowOptions } from './workflow/workflow-options.js';

/** What a run came to. */
export interface RunResult {
  /** What the expressions under `run` gave. */
  readonly results: readonly unknown[];
  /** Whether somebody asked it to stop before its end. */
  readonly interrupted: boolean;
  /** What it left on disk. */
  readonly outputs: readonly Output[];
}

/**
 * Runs a bundle's workflow, from its files to its results. This is the map of the program:
 *
 *     files ─read→ layers ─merge→ tree ─check→ sound tree ─resolve→ items ─run→ checkpoints, metrics, images
 *
 * One direction, no way back up: a phase knows nothing of the later ones.
 * @throws BundleErrors with all faults of the config, before anything is made; BundleError for what fails at work
 */
export async function run(given: WorkflowOptions): Promise<RunResult> {
  // 1. Read: config files and metadata become layers in which each value knows its file, line and column.
  const sources = readBundle(given);
  const options = { ...sources.saved?.options, ...stated(given) };

  // 2. Merge: later layers over earlier ones, metadata, then the overrides of the command line.
  const parser = mergeBundle(sources, options);

  // 3. Check: references, names, arguments, expressions. All faults are told at once, and no image has been read yet.
  const workflow = new ConfigWorkflow(options, sources, parser);
  await workflow.check({ toRun: true });
  const keeper = await prepareKeeper(options, parser, sources.folders);
  const record = options.saveConfig === false ? undefined : new ConfigRecord(parser, options, sources);
  for (const state of processStates().values()) state.begin?.();
  const keptBefore = keepRuns(keeper ?? null);

  try {
    // 4. Resolve: items are made when something first asks for them, each once; `initialize` asks first.
    requireCudaDevices(options.strictDevice ?? false);
    await selectBackend(options.backend, { threads: options.threads });
    await workflow.initialize();
    await record?.saveWhereItSays(parser);

    // 5. Run: the trainer's loop, an evaluation, an inference, whatever the config lists.
    const results = await workflow.run();
    await workflow.finalize();
    if (keeper?.leftBehind)
      getLogger('medbundle').warning('nothing was resumed: the config ran no engine that was saved');
    const outputs = takeOutputs();
    await record?.saveBeside(outputs);
    return { results, interrupted: interruption.requested, outputs: [...outputs, ...takeOutputs()] };
  } finally {
    keepRuns(keptBefore);
    workflow.close();
  }
}

/** Options without those that are left to their defaults. */
function stated(options: WorkflowOptions): WorkflowOptions {
  const { configFile, ...others } = options;
  return { configFile, ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)) };
}
