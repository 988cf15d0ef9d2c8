import { BundleError, fail } from '../errors.js';
import { bind } from '../registry/bind.js';
import { snakeCase } from '../registry/case.js';
import { type Registry, registry as shippedRegistry } from '../registry/registry.js';
import { ConfigParser } from '../resolve/config-parser.js';
import { Dict, fromHost, type Value } from '../values/index.js';
import { admitScripts } from './admit-scripts.js';
import { foldersOf } from './bundle-folders.js';
import { ConfigWorkflow } from './config-workflow.js';
import { isConfigWorkflow } from './workflow-name.js';
import type { WorkflowOptions } from './workflow-options.js';

/**
 * Something that runs in three steps: MONAI's `BundleWorkflow`. A component of kind `workflow` makes one; each step may
 * return a promise.
 */
export interface BundleWorkflow {
  initialize(): unknown;
  run(): unknown;
  finalize(): unknown;
}

/** Which workflow to make, and what to make it of. */
export interface CreateWorkflowOptions extends Partial<WorkflowOptions> {
  /** `ConfigWorkflow` (the default), a registered component of kind `workflow`, or one of the bundle's own scripts. */
  readonly workflowName?: string;
}

/**
 * Makes a workflow and initializes it (MONAI's `create_workflow`). A workflow of another name gets the options that are
 * given, and the overrides, as its arguments (`config_file`, `run_id`, …).
 * @throws BundleError unknown_component, needs_trust, not_a_workflow, missing_option, and what the workflow throws
 */
export async function createWorkflow(options: CreateWorkflowOptions): Promise<BundleWorkflow> {
  const workflow = await makeWorkflow(options);
  await workflow.initialize();
  return workflow;
}

/** {@link createWorkflow} without the first step. */
export async function makeWorkflow({ workflowName, ...options }: CreateWorkflowOptions): Promise<BundleWorkflow> {
  if (workflowName === undefined || isConfigWorkflow(workflowName)) {
    const { configFile } = options;
    if (configFile === undefined) {
      fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it says what to run' });
    }
    return new ConfigWorkflow({ ...options, configFile });
  }
  const { registry = shippedRegistry } = options;
  const definition = await findWorkflow(workflowName, options, registry);
  const made = definition.create(bind(definition, [], argumentsOf(options)));
  return isWorkflow(made) ? made : refuse(workflowName, 'it makes something without initialize, run and finalize');
}

async function findWorkflow(name: string, options: CreateWorkflowOptions, registry: Registry) {
  // What the bundle's own scripts have is found as a config that names them finds it.
  const root = options.overrides?.bundle_root;
  const naming = { workflow: name, ...(typeof root === 'string' ? { bundle_root: root } : {}) };
  const folders = foldersOf(options.configFile ?? {}) ?? { configs: '.', root: '.' };
  const explain = await admitScripts(new ConfigParser(naming), folders, registry, options.trust ?? false);
  const definition = registry.find(name);
  if (!definition) {
    if (/^(?:monai\.bundle\.(?:workflows\.)?)?(?:Pythonic|Bundle)Workflow$/.test(name)) {
      refuse(name, 'in MONAI it is a base for workflows in Python');
    }
    throw explain(new BundleError(registry.unknown(name)));
  }
  if (definition.kind !== 'workflow') refuse(name, `it is a ${definition.kind}`);
  return definition;
}

/** What MONAI hands to the workflow's class: options by their names in configs, then everything else that was named. */
function argumentsOf({ overrides = {}, ...options }: CreateWorkflowOptions): Map<string, Value> {
  const { configFile, metaFile, loggingFile, initId, runId, finalId, tracking, workflowType, propertiesPath } = options;
  const known = { configFile, metaFile, loggingFile, initId, runId, finalId, tracking, workflowType, propertiesPath };
  const args = new Map<string, Value>();
  for (const [key, value] of Object.entries(known)) {
    if (value !== undefined && value !== null)
      args.set(snakeCase(key), value instanceof Dict ? value : fromHost(value));
  }
  for (const [key, value] of Object.entries(overrides)) args.set(key, fromHost(value));
  return args;
}

function isWorkflow(value: unknown): value is BundleWorkflow {
  const steps = ['initialize', 'run', 'finalize'];
  return (
    typeof value === 'object' && value !== null && steps.every((step) => typeof Reflect.get(value, step) === 'function')
  );
}

function refuse(name: string, problem: string): never {
  fail({ family: 'run', code: 'not_a_workflow', name, problem });
}
