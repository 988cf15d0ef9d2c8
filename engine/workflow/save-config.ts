import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { savedContent, savedText } from '../config/saved-text.js';
import { BundleError } from '../errors.js';
import { text } from '../expression/text/repr.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { getLogger } from '../types/log.js';
import { type Output, reportOutput } from '../types/outputs.js';
import { Dict, type Value } from '../values/index.js';
import type { BundleSources } from './read-bundle.js';
import { savedKey, savedRunOf } from './saved-run.js';
import type { WorkflowOptions } from './workflow-options.js';

/**
 * The config that a run really runs, to be left in its output folder: layers merged, overrides applied, macros replaced;
 * expressions and references stay. Under `_saved_` it remembers where each value came from and the options that matter,
 * so `run --config_file` with it, from the same working directory, repeats the run.
 */
export class ConfigRecord {
  readonly #content: Dict;
  #written = false;

  constructor(parser: ConfigParser, options: WorkflowOptions, { folders }: BundleSources) {
    const { root } = parser.expanded;
    const content = savedContent(root);
    this.#content = new Dict(content instanceof Dict ? content : []);
    this.#content.set(savedKey, savedRunOf(options, folders, root));
  }

  /** Writes it into the folder that the config's `output_dir` names, if it has one. */
  async saveWhereItSays(parser: ConfigParser): Promise<void> {
    if (!parser.has('output_dir')) return;
    const folder = await parser.resolve('output_dir').then(folderOf, () => undefined);
    if (folder !== undefined) await this.#save(folder);
  }

  /** Writes it beside what a run without `output_dir` left; a run that left nothing leaves no config either. */
  async saveBeside(outputs: readonly Output[]): Promise<void> {
    const [first] = outputs.filter(({ kind }) => kind !== 'resume');
    if (first && !this.#written) await this.#save(first.kind === 'checkpoint' ? dirname(first.path) : first.path);
  }

  /** A run is worth more than the record of it: what goes wrong here is a warning. */
  async #save(folder: string): Promise<void> {
    this.#written = true;
    try {
      const { format, text: written } = savedText(this.#content);
      const path = await writeNew(folder, `config_${stamp(new Date())}`, format, written);
      reportOutput({ kind: 'config', path, note: 'what this run ran' });
    } catch (error) {
      const problem = error instanceof BundleError || error instanceof Error ? error.message : String(error);
      getLogger('medbundle').warning(`the config of this run is not saved: ${problem}`);
    }
  }
}

function folderOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const isPath = typeof value === 'object' && value !== null && /Path$/.test(value.constructor.name);
  return isPath ? text(value as Value) : undefined;
}

/** Local time as MONAI stamps the configs it saves: `20261124_093005`. */
function stamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}_${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/** A file of that name, or with a number behind it where there is one already; it appears whole. */
async function writeNew(folder: string, name: string, extension: string, content: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  let path = join(folder, `${name}.${extension}`);
  for (let count = 2; existsSync(path); count++) path = join(folder, `${name}_${count}.${extension}`);
  const draft = join(folder, `.${name}.${process.pid}.new`);
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}
