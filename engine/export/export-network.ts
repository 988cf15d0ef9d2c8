import { extname } from 'node:path';
import { fail } from '../errors.js';
import { type ConverterOptions, converterOptions } from './converter-options.js';
import { type NetworkSource, prepareNetwork } from './prepare.js';
import type { ExportOutcome } from './writer.js';
import { writers } from './writers/index.js';

export interface ExportOptions extends NetworkSource {
  /** Where to write; the extension chooses the format: one of {@link exportExtensions}. */
  readonly filepath: string;
  /** The format, where the extension does not say it. */
  readonly format?: string;
  /** More about the conversion, under the names of MONAI's `convert_to_onnx`. */
  readonly converterKwargs?: Readonly<Record<string, unknown>>;
  /** Compares the file with the network before it appears. Default true. */
  readonly check?: boolean;
}

export interface ExportedNetwork extends ExportOutcome {
  readonly netId: string;
  readonly path: string;
}

export const exportExtensions: readonly string[] = [...writers.keys()];

/**
 * Exports a bundle's network with the weights of a checkpoint. The file appears whole, and after it was compared with the network, or not
 * at all; one that was there stays until then.
 *
 * @throws BundleError invalid_option for an extension without a writer, export_differs, and what {@link prepareNetwork} throws
 */
export async function exportNetwork(options: ExportOptions): Promise<ExportedNetwork> {
  const { filepath, format = extname(filepath) } = options;
  const writer = writers.get(format);
  if (!writer) {
    const problem = `"${filepath}" names no known format`;
    const fix = `end it in one of ${exportExtensions.join(', ')}`;
    return fail({ family: 'command', code: 'invalid_option', option: 'filepath', problem, fix });
  }
  const converter: ConverterOptions = converterOptions(options.converterKwargs ?? {});
  const prepared = await prepareNetwork(options);
  try {
    const check = options.check ?? converter.check ?? true;
    const outcome = await writer({ path: filepath, prepared, converter, check, configFile: options.configFile });
    return { netId: prepared.id, path: filepath, ...outcome };
  } finally {
    prepared.dispose();
  }
}
