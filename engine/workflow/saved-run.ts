import { contentOf } from '../config/content.js';
import { childId } from '../config/id.js';
import type { ConfigNode } from '../config/node.js';
import type { MergedTree } from '../config/tree.js';
import type { Position } from '../errors.js';
import { Dict, toHost, type Value } from '../values/index.js';
import type { BundleFolders } from './bundle-folders.js';
import type { WorkflowOptions } from './workflow-options.js';

/** The key under which a saved config keeps what a config does not say: where it came from, and how it was run. */
export const savedKey = '_saved_';

/** Options that decide what a run does, by their names in the file. Trust is not among them: it is given anew. */
const kept = {
  run_id: 'runId',
  init_id: 'initId',
  final_id: 'finalId',
  workflow_type: 'workflowType',
  logging_file: 'loggingFile',
  properties_path: 'propertiesPath',
  backend: 'backend',
} as const satisfies Readonly<Record<string, keyof WorkflowOptions>>;

/** What a saved config remembers of its run. */
export interface SavedRun {
  readonly folders: BundleFolders | undefined;
  readonly options: Partial<WorkflowOptions>;
  /** Where values came from, by id. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Takes what a saved config remembers out of the tree; undefined for a config that no run has saved. */
export function takeSavedRun(tree: MergedTree): SavedRun | undefined {
  if (tree.root.kind !== 'mapping') return undefined;
  const node = tree.root.get(savedKey);
  if (!node) return undefined;
  tree.root.delete(savedKey);
  const memory = contentOf(node);
  if (!(memory instanceof Dict)) return undefined;
  const configs = memory.get('configs');
  const root = memory.get('root');
  const stated = memory.get('options');
  const options = Object.entries(kept).flatMap(([name, option]) => {
    const value = stated instanceof Dict ? stated.get(name) : undefined;
    return value === undefined ? [] : [[option, toHost(value)]];
  });
  const folders = typeof configs === 'string' && typeof root === 'string' ? { configs, root } : undefined;
  const said = memory.get('sources');
  const sources = new Map(said instanceof Dict ? [...said].map(([id, place]) => [String(id), String(place)]) : []);
  return { folders, options: Object.fromEntries(options), sources };
}

/** What a saved config is to remember of a run. */
export function savedRunOf(options: WorkflowOptions, folders: BundleFolders | undefined, root: ConfigNode): Dict {
  const stated = Object.entries(kept).flatMap(([name, option]): [string, Value][] => {
    const value = options[option];
    return value === undefined || value === null ? [] : [[name, value]];
  });
  const memory = new Dict();
  memory.set('by', 'medbundle');
  if (folders) {
    memory.set('configs', folders.configs);
    memory.set('root', folders.root);
  }
  memory.set('options', new Dict(stated));
  memory.set('sources', sourcesOf(root));
  return memory;
}

/**
 * The place of each top-level value, and of every value below that another layer set or a macro copied:
 * `{"train": "configs/train.json:51:12", "train::trainer::max_epochs": "--train#trainer#max_epochs"}`.
 */
function sourcesOf(root: ConfigNode): Dict {
  const sources = new Dict();
  const visit = (node: ConfigNode, id: string, parent: ConfigNode): void => {
    const isElsewhere = node.source !== parent.source || node.copiedBy !== parent.copiedBy;
    if (parent === root || isElsewhere) sources.set(id, sourceText(node));
    eachChild(node, id, (child, childsId) => visit(child, childsId, node));
  };
  eachChild(root, '', (child, id) => visit(child, id, root));
  return sources;
}

function eachChild(node: ConfigNode, id: string, visit: (child: ConfigNode, id: string) => void): void {
  if (node.kind === 'mapping') for (const { key, node: child } of node.entries) visit(child, childId(id, key));
  if (node.kind === 'sequence') for (const [index, child] of node.items.entries()) visit(child, childId(id, index));
}

function sourceText({ position, copiedBy }: ConfigNode): string {
  const place = placeText(position);
  return copiedBy ? `${place}, copied by ${placeText(copiedBy.position)}` : place;
}

/** `configs/train.json:26:20`; an option or a value from TypeScript has no line. */
function placeText({ file, line, column }: Position): string {
  return /^(?:--|<)/.test(file) ? file : `${file}:${line}:${column}`;
}
