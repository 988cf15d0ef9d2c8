import { selectBackend } from './backends/select.js';
import { fail } from './errors.js';
import { type RunResult, run } from './run.js';
import { interruption } from './types/interrupt.js';
import { takeOutputs } from './types/outputs.js';
import { type CreateWorkflowOptions, makeWorkflow } from './workflow/create-workflow.js';
import { isConfigWorkflow } from './workflow/workflow-name.js';

/**
 * Runs a workflow by its name, from its first step to its last (MONAI's `run_workflow`); without a name the one that
 * the config describes, as `run` does.
 * @throws BundleError as `run` and `createWorkflow` do
 */
export async function runWorkflow({ workflowName, ...options }: CreateWorkflowOptions): Promise<RunResult> {
  if (isConfigWorkflow(workflowName)) {
    const { configFile } = options;
    if (configFile === undefined) {
      fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it says what to run' });
    }
    return run({ ...options, configFile });
  }
  const workflow = await makeWorkflow({ workflowName, ...options });
  await selectBackend(options.backend, { threads: options.threads });
  await workflow.initialize();
  const result = await workflow.run();
  await workflow.finalize();
  const results = Array.isArray(result) ? result : [result];
  return { results, interrupted: interruption.requested, outputs: takeOutputs() };
}
