import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fail } from '../../errors.js';
import { bundleFiles } from '../bundle-files.js';
import { differenceOf, liveOutputs } from '../compare.js';
import { converterOptions } from '../converter-options.js';
import type { ExportedNetwork, ExportOptions } from '../export-network.js';
import { halfPrecision } from '../onnx/half-precision.js';
import { encode } from '../onnx/message.js';
import { modelMessage } from '../onnx/model.js';
import { onnxModel } from '../onnx/onnx-model.js';
import { type PreparedNetwork, prepareNetwork } from '../prepare.js';
import { fakeValues, traceNetwork } from '../trace.js';
import { writeWhole } from '../write-whole.js';
import { type BatchProfile, type CompiledHeader, compiledPieces, type Precision } from './compiled-file.js';
import { openCompiled } from './compiled-session.js';
import { findProvider, type ProviderName } from './providers.js';

export interface CompileOptions extends Omit<ExportOptions, 'format'> {
  readonly precision: Precision;
  readonly provider: ProviderName;
  /** Batches from, best at, and to; any by default. */
  readonly batch?: BatchProfile;
  readonly inputName?: string;
  readonly outputName?: string;
}

/** The largest difference from the network that the check allows, in parts of the largest element. */
const tolerances: Readonly<Record<Precision, number>> = { fp32: 1e-4, fp16: 2e-2 };

/**
 * Compiles a bundle's network for a device of this machine, into one file that `torch.jit.load` opens here: the ONNX graph at the precision
 * asked for, and what the provider made of it. The file is opened again and compared with the network before it appears.
 *
 * @throws BundleError missing_runtime, export_differs, and what {@link prepareNetwork} throws
 */
export async function compileNetwork(options: CompileOptions): Promise<ExportedNetwork> {
  const provider = findProvider(options.provider);
  const prepared = await prepareNetwork(options);
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-compile-'));
  try {
    const { precision, filepath: path, batch } = options;
    const [{ name: declared, shape } = { name: 'image', shape: [] }] = prepared.inputs;
    const input = { name: options.inputName ?? declared, shape: shape.slice(1) };
    const output = options.outputName ?? prepared.outputs[0] ?? 'output';
    const graph = traceNetwork(prepared.network, {
      inputs: [{ ...input, shape: [1, ...input.shape] }],
      outputs: [output],
    });
    const whole = onnxModel(graph);
    const model = encode(modelMessage, precision === 'fp16' ? halfPrecision(whole) : whole);
    const engine = await build(model, options.provider, join(folder, 'engine.onnx'), path);
    const header: CompiledHeader = {
      format: 1,
      provider: provider.name,
      version: provider.version,
      precision,
      batch: batch ?? null,
      input,
      output,
    };
    const files = bundleFiles(prepared.parser, options.configFile);
    let checked: ExportedNetwork['checked'];
    const check = (temporary: string): Promise<void> => {
      const difference = compare(temporary, prepared, batch?.opt ?? shape[0] ?? 1);
      const tolerance = converterOptions(options.converterKwargs ?? {}).tolerance ?? tolerances[precision];
      if (!(difference <= tolerance)) fail({ family: 'export', code: 'export_differs', path, difference, tolerance });
      checked = { difference, by: `${provider.name} of ${provider.version}` };
      return Promise.resolve();
    };
    const checking = options.check ?? true;
    const pieces = compiledPieces({ header, model, engine }, files, basename(path, extname(path)));
    await writeWhole(path, pieces, checking ? check : undefined);
    const batches = batch ? `batches of ${batch.min} to ${batch.max}` : 'batches of any size';
    const what = `compiled for ${provider.version}, ${precision}, ${batches}`;
    return { netId: prepared.id, path, what, checked, unchecked: checking ? undefined : 'as asked for' };
  } finally {
    prepared.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the provider makes of a model: TensorRT's engine inside of ONNX Runtime's EP context; for others the optimised graph. */
async function build(model: Uint8Array, provider: ProviderName, file: string, path: string): Promise<Uint8Array> {
  const { InferenceSession } = await import('onnxruntime-node');
  const context = { ep: { context_enable: '1', context_embed_mode: '1', context_file_path: file } };
  const keep = provider === 'tensorrt' ? { extra: context } : { optimizedModelFilePath: file };
  try {
    const session = await InferenceSession.create(model, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      // That the optimised graph is for this machine alone is why it is made.
      logSeverityLevel: 3,
      ...keep,
    });
    await session.release();
    return await readFile(file);
  } catch (error) {
    const problem = `${provider} did not compile the network: ${error instanceof Error ? error.message : String(error)}`;
    return fail({ family: 'export', code: 'export_impossible', path, problem });
  }
}

/** How far the compiled network is from the live one. */
function compare(path: string, { network, inputs }: PreparedNetwork, batch: number): number {
  const { header, session } = openCompiled(path);
  try {
    const shape = [batch, ...(inputs[0]?.shape.slice(1) ?? [])];
    const values = fakeValues(shape, 1000);
    const given = session.run([{ name: header.input.name, shape, values }]);
    const apart = liveOutputs(network, [{ shape, values }]).map((output, index) => differenceOf(given[index], output));
    return Math.max(...apart);
  } finally {
    session.dispose();
  }
}
