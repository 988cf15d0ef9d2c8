import { interruption } from './types/interrupt.js';
import { type Output, takeOutputs } from './types/outputs.js';
import { ConfigWorkflow } from './workflow/config-workflow.js';
import { mergeBundle, readBundle } from './workflow/read-bundle.js';
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
export async function run(options: WorkflowOptions): Promise<RunResult> {
  // 1. Read: config files and metadata become layers in which each value knows its file, line and column.
  const sources = readBundle(options);

  // 2. Merge: later layers over earlier ones, metadata, then the overrides of the command line.
  const parser = mergeBundle(sources, options);

  // 3. Check: references, names, arguments, expressions. All faults are told at once, and no image has been read yet.
  const workflow = new ConfigWorkflow(options, sources, parser);
  await workflow.check({ toRun: true });

  try {
    // 4. Resolve: items are made when something first asks for them, each once; `initialize` asks first.
    const { selectBackend } = await import('./backends/select.js');
    await selectBackend(options.backend, { threads: options.threads });
    await workflow.initialize();

    // 5. Run: the trainer's loop, an evaluation, an inference, whatever the config lists.
    const results = await workflow.run();
    await workflow.finalize();
    return { results, interrupted: interruption.requested, outputs: takeOutputs() };
  } finally {
    workflow.close();
  }
}
