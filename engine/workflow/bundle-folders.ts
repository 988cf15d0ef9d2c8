import { basename, dirname, join } from 'node:path';
import { isFile, splitFileList } from '../config/files.js';
import type { ConfigSource } from '../config/layers.js';

/** Where a bundle lies, as MONAI guesses it from the first config file. */
export interface BundleFolders {
  /** Folder of the first config file, where metadata and logging config are looked for. */
  readonly configs: string;
  /** The bundle's own folder: the parent of `configs`, or the folder of the config file. */
  readonly root: string;
}

/** The folders of a bundle, or undefined when the config comes from no file. */
export function foldersOf(configFile: ConfigSource): BundleFolders | undefined {
  const sources: readonly unknown[] = Array.isArray(configFile) ? configFile : [configFile];
  const [first] = sources.flatMap((source) => (typeof source === 'string' ? splitFileList(source) : []));
  if (first === undefined) return undefined;
  const configs = dirname(first);
  return { configs, root: basename(configs) === 'configs' ? dirname(configs) : configs };
}

/** A file beside the configs, if it is there. */
export function besideConfigs(folders: BundleFolders | undefined, name: string): string | undefined {
  if (!folders) return undefined;
  const path = join(folders.configs, name);
  return isFile(path) ? path : undefined;
}
