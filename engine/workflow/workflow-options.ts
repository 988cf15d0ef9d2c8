import type { ConfigSource } from '../config/layers.js';
import type { Registry } from '../registry/registry.js';

/** What a workflow is made of. Names and defaults are those of MONAI's ConfigWorkflow, in camelCase. */
export interface WorkflowOptions {
  /** Files or mappings; later ones override earlier ones. */
  readonly configFile: ConfigSource;
  /** Becomes `_meta_`. By default `metadata.json` beside the first config file, if it is there. */
  readonly metaFile?: ConfigSource | null;
  /** Python logging config. By default `logging.conf` beside the first config file, if it is there; false for none. */
  readonly loggingFile?: string | false | null;
  /** Id of what to evaluate first; the config need not have it. Default `initialize`. */
  readonly initId?: string | null;
  /** Id of what to run. Default `run`. */
  readonly runId?: string | null;
  /** Id of what to evaluate last; the config need not have it. Default `finalize`. */
  readonly finalId?: string | null;
  /** Experiment tracking. Accepted; nothing is tracked yet, and a notice says so. */
  readonly tracking?: unknown;
  /** `train` (or `training`), `infer` (or `inference`, `eval`, `evaluation`), or null for metadata only. Default `train`. */
  readonly workflowType?: string | null;
  /** JSON file with the bundle properties, in place of the known ones. */
  readonly propertiesPath?: string | null;
  /** Config ids with the values they get, plain JavaScript or engine values. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Overrides `noX` that mean X=False where the config has X and not `noX` (see parseRunArguments). */
  readonly negations?: readonly string[];
  /** Accepts overrides that look like a slip. Default true; the command line says false. */
  readonly allowNewKeys?: boolean;
  /** Options of the command line, which a slip may have meant. */
  readonly knownOptions?: readonly string[];
  /** Lets the bundle's own scripts run. */
  readonly trust?: boolean;
  /** Numerics to run on; the best that loads by default. */
  readonly backend?: string;
  readonly threads?: number;
  /** Refuses devices `cuda` where there is no GPU, rather than computing on the processor. */
  readonly strictDevice?: boolean;
  /** The run to go on with: `latest`, a checkpoint's path, or a folder of them. */
  readonly resume?: string;
  /**
   * When to save the run so that it can be resumed: `500` steps, `90s`, `10m`, `1h`, `end` (when it ends or is asked to stop), or
   * false for never, the default. The command line's default is ten minutes.
   */
  readonly checkpointEvery?: string | false;
  /** Where these checkpoints go; by default `resume` in the config's `ckpt_dir` or `output_dir`, or in the bundle's `models`. */
  readonly checkpointDir?: string;
  /** How many of them stay. Default 2. */
  readonly keepCheckpoints?: number;
  /** False: where checkpoints cannot be written, the run says so and does without. Default true: that is an error. */
  readonly mustCheckpoint?: boolean;
  /** Names the run in the names of its checkpoints: `20261124T023001Z`. By default the time it begins. */
  readonly runName?: string;
  /** The run of that name goes on from its latest checkpoint, if it has one: it was started before, and failed. */
  readonly restarted?: boolean;
  /** False: the run leaves no copy of its config in its output folder (see saveConfig). */
  readonly saveConfig?: boolean;
  /** Where components are looked up; everything that medbundle ships by default. */
  readonly registry?: Registry;
}
