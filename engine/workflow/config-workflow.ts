import { describeNotice, type Notice } from '../config/notice.js';
import { placeOf } from '../errors/place.js';
import { nearest } from '../errors/suggest.js';
import { BundleError, BundleErrors } from '../errors.js';
import { registry as shippedRegistry } from '../registry/registry.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { interruption } from '../types/interrupt.js';
import { getLogger } from '../types/log.js';
import { Dict } from '../values/index.js';
import { admitScripts } from './admit-scripts.js';
import { BundlePropertyTable, readProperties, workflowTypeOf } from './bundle-property-table.js';
import type { WorkflowType } from './properties.js';
import { type BundleSources, mergeBundle, readBundle } from './read-bundle.js';
import { startLogging } from './start-logging.js';
import type { WorkflowOptions } from './workflow-options.js';

const logger = getLogger('medbundle');

/**
 * A bundle's workflow as its config defines it (MONAI's `ConfigWorkflow`): `initialize`, `run` and `finalize` evaluate the
 * expressions that the config lists under these ids, one after the other, and wait for each. Bundle properties give
 * programs access to the trainer, the network or the data set by names that do not depend on the config.
 *
 *     const workflow = new ConfigWorkflow({ configFile: 'configs/train.json', overrides: { max_epochs: 2 } });
 *     await workflow.initialize();
 *     await workflow.run();
 *     await workflow.finalize();
 */
export class ConfigWorkflow {
  readonly parser: ConfigParser;
  /** The bundle's properties: the trainer, the network, the data set, … (see {@link BundlePropertyTable}). */
  readonly properties: BundlePropertyTable;
  readonly #options: WorkflowOptions;
  readonly #sources: BundleSources;
  #checked = false;
  readonly #told = new Set<Notice>();
  #needed: ReadonlySet<string> | undefined;
  #stopLogging: (() => void) | undefined;

  /**
   * Reads and merges; faults in the config are told by {@link ConfigWorkflow.check}.
   * @throws BundleError unknown_workflow_type
   */
  constructor(options: WorkflowOptions, sources = readBundle(options), parser = mergeBundle(sources, options)) {
    const type = workflowTypeOf(options.workflowType);
    const { propertiesPath } = options;
    this.#options = options;
    this.#sources = sources;
    this.parser = parser;
    this.properties = propertiesPath
      ? new BundlePropertyTable(parser, type, readProperties(propertiesPath, type))
      : new BundlePropertyTable(parser, type);
  }

  get workflowType(): WorkflowType {
    return this.properties.type;
  }

  /**
   * Looks for every fault that can be seen before anything is made, and loads the bundle's own scripts when it is trusted.
   * @param toRun whether the config must also have what {@link ConfigWorkflow.run} runs
   * @throws BundleErrors with all of them
   */
  async check({ toRun = false } = {}): Promise<void> {
    const { registry = shippedRegistry, trust = false } = this.#options;
    const explain = await admitScripts(this.parser, this.#sources.folders, registry, trust);
    const found = this.parser.check().map(explain);
    // What a file that cannot be read would have said is not known.
    const missing = toRun && !found.some(isUnread) && this.#missingRunId();
    const faults = [...found, ...(missing ? [missing] : [])];
    const grave = faults.filter((fault) => !this.#isIdle(fault));
    if (grave.length > 0) throw new BundleErrors(grave);
    for (const { message, id } of faults) logger.warning(`${message}: "${id}" cannot be used`);
    this.#tellNotices();
    this.#checked = true;
  }

  /**
   * Evaluates what the config lists under `initialize`, if anything. Items made before are forgotten.
   * @returns what the expressions gave
   */
  async initialize(): Promise<unknown[]> {
    this.#stopLogging ??= startLogging(this.#options.loggingFile, this.#sources.folders);
    if (!this.#checked) await this.check();
    if (this.#options.tracking) logger.warning('experiment tracking is not here yet: nothing is tracked');
    this.parser.parse(true);
    this.properties.initialized = true;
    return this.#evaluate(this.#options.initId ?? 'initialize');
  }

  /**
   * Evaluates what the config lists under `run`. Stops before the next expression when the process was asked to.
   * @throws BundleError run_id_missing
   */
  async run(): Promise<unknown[]> {
    const id = this.#options.runId ?? 'run';
    const missing = this.#missingRunId();
    if (missing) throw missing;
    if (!this.properties.initialized) await this.initialize();
    if (!doesSomething(this.parser.get(id))) logger.warning(`"${id}" holds no expression: there is nothing to run`);
    return this.#evaluate(id, true);
  }

  /** Evaluates what the config lists under `finalize`, if anything, and closes log files. */
  async finalize(): Promise<unknown[]> {
    try {
      return await this.#evaluate(this.#options.finalId ?? 'finalize');
    } finally {
      this.close();
    }
  }

  /** Closes log files and puts loggers back, after a run that failed. */
  close(): void {
    this.#stopLogging?.();
    this.#stopLogging = undefined;
  }

  /** Warns of what the parser noticed since the last time. */
  #tellNotices(): void {
    for (const notice of this.parser.notices) {
      if (this.#told.has(notice)) continue;
      this.#told.add(notice);
      const place = 'position' in notice ? `${placeOf(notice.position)}: ` : '';
      logger.warning(place + describeNotice(notice));
    }
  }

  /** Whether a fault is a component that medbundle lacks, in a section that this workflow does not use. */
  #isIdle({ code, id = '' }: BundleError): boolean {
    if (code !== 'component_not_here_yet') return false;
    const { initId, runId, finalId } = this.#options;
    this.#needed ??= this.parser.needed([initId ?? 'initialize', runId ?? 'run', finalId ?? 'finalize']);
    return !this.#needed.has(id.replace(/::_target_$/, ''));
  }

  #missingRunId(): BundleError | undefined {
    const id = this.#options.runId ?? 'run';
    if (this.parser.has(id)) return undefined;
    const config = this.parser.get();
    const known = config instanceof Dict ? [...config.keys()].map(String) : [];
    return new BundleError({ family: 'run', code: 'run_id_missing', id, suggestion: nearest(id, known) });
  }

  /** One expression, or each of a list. Their values are not kept, so that a workflow can run again. */
  async #evaluate(id: string, stopping = false): Promise<unknown[]> {
    const { parser } = this;
    if (!parser.has(id)) return [];
    const content = parser.get(id);
    const ids = Array.isArray(content) ? content.map((_, index) => `${id}::${index}`) : [id];
    const results: unknown[] = [];
    for (const one of ids) {
      if (stopping && interruption.requested) break;
      results.push(await parser.resolve(one));
      this.#tellNotices();
      parser.forget(one);
    }
    return results;
  }
}

/** Whether something in a section would be evaluated or made. An empty list says openly that there is nothing. */
function doesSomething(content: unknown): boolean {
  if (typeof content === 'string') return /^\s*[$@%]/.test(content);
  if (Array.isArray(content)) return content.length === 0 || content.some(doesSomething);
  return content instanceof Dict && (content.has('_target_') || [...content.values()].some(doesSomething));
}

/** Whether a fault kept a file from being read. */
function isUnread({ code }: BundleError): boolean {
  return [
    'config_file_missing',
    'config_file_unreadable',
    'config_file_type',
    'config_syntax',
    'config_not_mapping',
    'config_too_large',
  ].includes(code);
}
