import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { selectBackend } from '../backends/select.js';
import { readCheckpoint, writeCheckpoint } from '../checkpoint/index.js';
import { isStateful, restoreState, stateTree } from '../checkpoint/saved-state.js';
import { BundleError, fail } from '../errors.js';
import { type Registry, registry as shippedRegistry } from '../registry/registry.js';
import { type MeasuredNetwork, measureNetwork } from './measure-network.js';
import { definitionOf, type NetworkDefinition, standardNetwork } from './network-definition.js';
import { drawSamples } from './sample-data.js';
import { inferenceConfig } from './skeleton/inference.js';
import { metadataConfig } from './skeleton/metadata.js';
import { dataLicense, license, loggingConf, readme } from './skeleton/texts.js';
import { trainConfig } from './skeleton/train.js';

/** As MONAI's `init_bundle` takes them. */
export interface InitBundleOptions {
  /** Folder to make; its parent must exist. */
  readonly bundleDir: string;
  /** Weights to copy to `models/model.pt`. They must fit the network. */
  readonly ckptFile?: string;
  /** Name of a registered network, or its definition (`_target_` and arguments). Its fresh weights are stored without `ckptFile`. */
  readonly network?: string | Readonly<Record<string, unknown>>;
  /** Whether to make `docs/data_license.txt`. */
  readonly datasetLicense?: boolean;
  /** Metadata in place of the skeleton's: a mapping, or JSON text. */
  readonly metadataStr?: string | Readonly<Record<string, unknown>>;
  /** Inference config in place of the skeleton's. */
  readonly inferenceStr?: string | Readonly<Record<string, unknown>>;
  readonly backend?: string;
  readonly registry?: Registry;
}

/**
 * Makes a new bundle (MONAI's `init_bundle`): configs, metadata, eight sample images, documentation, and weights if asked
 * for. As it stands it trains, infers, and agrees with its metadata, here and under MONAI. The folder appears whole or not
 * at all.
 * @returns paths of all files, from the bundle's folder
 * @throws BundleError bundle_exists, parent_missing, unwritable_file, checkpoint_mismatch and whatever keeps the network from being made
 */
export async function initBundle(options: InitBundleOptions): Promise<string[]> {
  const { bundleDir, ckptFile, network: chosen, registry = shippedRegistry } = options;
  const folder = resolve(bundleDir);
  await refuseTaken(folder, bundleDir);
  const metadata = textOf(options.metadataStr, 'metadata_str');
  const inference = textOf(options.inferenceStr, 'inference_str');
  await selectBackend(options.backend);
  const measured = await measureNetwork(definitionFor(chosen, inference, registry), registry);
  try {
    const files: Record<string, string> = {
      'configs/metadata.json': metadata ?? json(metadataConfig(measured)),
      'configs/inference.json': inference ?? json(inferenceConfig(measured)),
      'configs/train.json': json(trainConfig(measured)),
      'configs/logging.conf': loggingConf,
      'docs/README.md': readme(measured),
      LICENSE: license,
      ...(options.datasetLicense ? { 'docs/data_license.txt': dataLicense } : {}),
    };
    if (ckptFile !== undefined) await checkFits(measured, ckptFile);
    const weights = ckptFile !== undefined || chosen !== undefined;
    await appear(folder, async (work) => {
      for (const part of ['configs', 'docs', 'models']) await mkdir(join(work, part), { recursive: true });
      for (const [path, text] of Object.entries(files)) await writeFile(join(work, path), text);
      await drawSamples(join(work, 'data'), { channels: measured.inChannels, size: measured.size });
      const model = join(work, 'models', 'model.pt');
      if (ckptFile !== undefined) await copyFile(ckptFile, model);
      else if (chosen !== undefined && isStateful(measured.network)) {
        await writeCheckpoint(model, stateTree(measured.network));
      }
    });
    return [...Object.keys(files), ...(weights ? ['models/model.pt'] : []), 'data/images', 'data/labels'];
  } finally {
    measured.network.dispose?.();
  }
}

async function refuseTaken(folder: string, path: string): Promise<void> {
  if (await stat(folder).catch(() => undefined)) fail({ family: 'init', code: 'bundle_exists', path });
  const parent = dirname(folder);
  const found = await stat(parent).catch(() => undefined);
  if (!found?.isDirectory()) fail({ family: 'init', code: 'parent_missing', path, parent });
}

function definitionFor(
  chosen: InitBundleOptions['network'],
  inference: string | undefined,
  registry: Registry,
): NetworkDefinition {
  if (typeof chosen === 'string') return definitionOf(chosen, registry);
  if (chosen !== undefined) {
    if (isDefinition(chosen)) return chosen;
    const problem = 'a mapping must have "_target_", the name of the network';
    const fix = `write for example "{'_target_': 'UNet', 'spatial_dims': 2, …}"`;
    fail({ family: 'command', code: 'invalid_option', option: 'network', problem, fix });
  }
  const config: unknown = inference === undefined ? undefined : JSON.parse(inference);
  const own = isMapping(config) ? config.network_def : undefined;
  return isMapping(own) && isDefinition(own) && isPlain(own) ? own : standardNetwork;
}

function isDefinition(value: Readonly<Record<string, unknown>>): value is NetworkDefinition {
  return typeof value._target_ === 'string';
}

/** Whether a definition stands for itself, without references to the rest of its config. */
function isPlain(value: unknown): boolean {
  return !/"[@$%]/.test(JSON.stringify(value));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON text for what was given as text or mapping. */
function textOf(given: string | Readonly<Record<string, unknown>> | undefined, option: string): string | undefined {
  if (given === undefined || typeof given !== 'string') return given === undefined ? undefined : json(given);
  let content: unknown;
  try {
    content = JSON.parse(given);
  } catch (error) {
    const problem = `it is not valid JSON: ${error instanceof Error ? error.message : String(error)}`;
    return fail({ family: 'command', code: 'invalid_option', option, problem }, { cause: error });
  }
  if (isMapping(content)) return given.endsWith('\n') ? given : `${given}\n`;
  const fix = 'write {"name": …}';
  return fail({ family: 'command', code: 'invalid_option', option, problem: 'it is not a mapping', fix });
}

function json(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** @throws BundleError checkpoint_missing, checkpoint_damaged, checkpoint_mismatch */
async function checkFits({ network, definition }: MeasuredNetwork, path: string): Promise<void> {
  const content = await readCheckpoint(path);
  const part = content instanceof Map ? (content.get('model') ?? content) : content;
  if (isStateful(network)) restoreState(network, part, `${path} (for ${definition._target_})`, true, true);
}

/** Makes a folder that is filled before it gets its name. */
async function appear(folder: string, fill: (work: string) => Promise<void>): Promise<void> {
  const work = join(dirname(folder), `.${basename(folder)}.${process.pid}.new`);
  try {
    await mkdir(work);
    await fill(work);
    await rename(work, folder);
  } catch (cause) {
    await rm(work, { recursive: true, force: true });
    if (cause instanceof BundleError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    fail({ family: 'data', code: 'unwritable_file', path: folder, problem }, { cause });
  }
}
