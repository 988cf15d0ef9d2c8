import { BundleError } from '../errors.js';
import type { Dict } from '../values/index.js';
import { nodeOf } from './content.js';
import { readLayer, splitFileList } from './files.js';
import type { SourceLayer } from './layer.js';
import { mergeLayers } from './merge.js';
import { Source } from './source.js';
import { MergedTree } from './tree.js';

/** A mapping given from TypeScript: a plain object, a Map or a Dict. */
export type InlineConfig = Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown> | Dict;

/** A config as TypeScript or the command line gives it: files, `a.json,b.json`, mappings, or a list of these. */
export type ConfigSource = string | InlineConfig | readonly (string | InlineConfig)[];

/** A layer for a mapping given from TypeScript; `label` stands for its file in messages. */
export function inlineLayer(config: unknown, label = '<config>'): SourceLayer {
  const source = new Source(label, undefined, undefined);
  return { source, root: nodeOf(config, source), problems: [], notices: [] };
}

/**
 * Reads and merges what a config is made of. A single mapping is the config as it stands, as in MONAI; in a list it is a
 * layer like the others. Files that cannot be read are problems of the tree.
 */
export function loadTree(sources: ConfigSource, label?: string): MergedTree {
  if (!isList(sources) && typeof sources !== 'string') return new MergedTree(inlineLayer(sources, label).root);
  const tree = MergedTree.empty(new Source(label ?? '<config>', undefined, undefined));
  const layers: SourceLayer[] = [];
  for (const source of isList(sources) ? sources : [sources]) {
    if (typeof source !== 'string') layers.push(inlineLayer(source, label));
    else for (const path of splitFileList(source)) layers.push(...readOne(path, tree));
  }
  return mergeLayers(layers, tree);
}

function isList(sources: ConfigSource): sources is readonly (string | InlineConfig)[] {
  return Array.isArray(sources);
}

function readOne(path: string, tree: MergedTree): SourceLayer[] {
  try {
    return [readLayer(path)];
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    tree.problems.push(error);
    return [];
  }
}
