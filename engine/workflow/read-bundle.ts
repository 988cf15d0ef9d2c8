import { loadTree } from '../config/layers.js';
import type { Override } from '../config/overrides.js';
import { type MergedTree, putAt } from '../config/tree.js';
import { ConfigParser } from '../resolve/config-parser.js';
import type { Value } from '../values/index.js';
import { type BundleFolders, besideConfigs, foldersOf } from './bundle-folders.js';
import { type SavedRun, takeSavedRun } from './saved-run.js';
import type { WorkflowOptions } from './workflow-options.js';

/** The files of a bundle, read: each value knows its file, line and column. Faults in them are kept for the check. */
export interface BundleSources {
  readonly config: MergedTree;
  readonly meta: MergedTree | undefined;
  /** Undefined for a config that comes from no file. */
  readonly folders: BundleFolders | undefined;
  /** What the config remembers of the run that saved it, if one did. */
  readonly saved: SavedRun | undefined;
}

/**
 * Reads the config files and the metadata. A config that a run saved has its metadata in it, and its bundle lies where that
 * run found it.
 */
export function readBundle({ configFile, metaFile }: WorkflowOptions): BundleSources {
  const config = loadTree(configFile);
  const saved = takeSavedRun(config);
  const folders = saved?.folders ?? foldersOf(configFile);
  const meta = metaFile ?? (saved ? undefined : besideConfigs(folders, 'metadata.json'));
  return { config, meta: meta === undefined ? undefined : loadTree(meta), folders, saved };
}

/** One config of what was read: the layers, the metadata, and over them the overrides in the order given. */
export function mergeBundle({ config, meta }: BundleSources, options: WorkflowOptions): ConfigParser {
  config.problems.push(...(meta?.problems ?? []));
  config.notices.push(...(meta?.notices ?? []));
  if (meta) putAt(config, '_meta_', meta.root);
  const parser = ConfigParser.fromTree(config, { registry: options.registry });
  parser.override(overridesOf(options, parser), {
    allowNewKeys: options.allowNewKeys ?? true,
    knownOptions: options.knownOptions,
  });
  return parser;
}

function overridesOf({ overrides = {}, negations = [] }: WorkflowOptions, parser: ConfigParser): Override[] {
  return Object.entries(overrides).map(([id, value]) => {
    const positive = id.slice(2);
    if (negations.includes(id) && !parser.has(id) && parser.has(positive)) {
      return { id: positive, value: false, label: `--${id}` };
    }
    // Plain JavaScript from TypeScript is as good as an engine value: the tree takes both.
    return { id, value: value as Value, label: `--${id}` };
  });
}
