import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../backends/select.js';
import { childId } from '../config/id.js';
import { BundleError, BundleErrors, fail } from '../errors.js';
import { call } from '../expression/operators/call.js';
import { cudaDevices } from '../modules/torch/cuda-devices.js';
import { parseDevice } from '../modules/torch/device.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict, fromHost, Tuple, type Value } from '../values/index.js';
import {
  type BundleNetwork,
  makeNetwork,
  type NetworkConfig,
  type NetworkOptions,
  readNetworkConfig,
} from '../workflow/bundle-network.js';
import { type Comparison, compareOutput } from './compare-output.js';
import { fakeSpatialShape, type ShapeVariables } from './spatial-shape.js';
import { FormatReader, placeOf, primary, type TensorFormat } from './tensor-format.js';

/** As MONAI's `verify_net_in_out` takes them, and what a workflow takes. */
export interface VerifyNetInOutOptions extends Partial<ShapeVariables>, NetworkOptions {
  /** `cpu`, `cuda:0`: accepted for PyTorch's sake, the backend decides. */
  readonly device?: string;
  /** More arguments of the network's forward pass, by name. */
  readonly extraForwardArgs?: Readonly<Record<string, unknown>> | Dict;
  /** Whether values outside of an output's declared range are a mismatch. Default false: they are mentioned. */
  readonly checkValueRange?: boolean;
}

/** A network that takes and gives what the metadata declare. */
export interface VerifiedNetwork {
  readonly netId: string;
  /** Shape of the fake input, [1, C, …]. */
  readonly input: readonly number[];
  /** Shapes of the outputs, [1, C, …], by name. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly dtype: string;
  /** What is worth knowing, but no mismatch. */
  readonly notices: readonly string[];
}

/** More elements than this are no fake input but a slip. */
const mostElements = 2 ** 29;

/**
 * Runs a bundle's network on fake data of the shape, dtype and range that its metadata declare, and compares what it gives
 * (MONAI's `verify_net_in_out`). The batch is 1; `p`, `n` and `any` (1 by default) choose a size where the metadata leave a
 * choice. Unlike MONAI it compares the spatial shape too, and any number of outputs.
 * @throws BundleErrors with all mismatches (network_mismatch), or faults of the config and metadata; BundleError network_refuses
 */
export async function verifyNetInOut(options: VerifyNetInOutOptions): Promise<VerifiedNetwork> {
  const { netId, device, backend, threads, configFile, ...others } = options;
  if (device !== undefined) parseDevice(device);
  const config = await readNetworkConfig(netId, { ...others, configFile });
  const { image, outputs: declared } = formatsOf(config.parser);
  const shape = fakeShape(config.parser, image, options);
  const used = await selectBackend(backend, { threads });
  const notices: string[] = [];
  if (device?.startsWith('cuda') && cudaDevices() === 0) {
    notices.push(`--device ${device}: the backend ${used.name} computes where it computes; --backend chooses another`);
  }
  const network = await makeNetwork(config);
  const input = fakeInput(shape, image);
  try {
    const outputs = pairedOutputs(forward(network, input, config, shape, options), declared);
    const faults = inputFaults(config.parser, image);
    const how: Comparison = {
      parser: config.parser,
      variables: options,
      halfInput: isHalf(image.dtype),
      checkValueRange: options.checkValueRange ?? false,
    };
    const shapes: Record<string, readonly number[]> = {};
    for (const [format, output] of outputs) {
      if (!output) {
        faults.push(absentOutput(config.parser, format));
        continue;
      }
      shapes[format.name] = output.shape;
      const differences = await compareOutput(output, format, how);
      faults.push(...differences.faults);
      notices.push(...differences.notices);
      output.dispose();
    }
    if (faults.length > 0) throw new BundleErrors(faults);
    return { netId: config.id, input: shape, outputs: shapes, dtype: image.dtype, notices };
  } finally {
    input.dispose();
    network.dispose?.();
  }
}

function formatsOf(parser: ConfigParser): { image: TensorFormat; outputs: readonly TensorFormat[] } {
  const reader = new FormatReader(parser);
  const inputs = reader.read('inputs');
  const outputs = reader.read('outputs');
  const image = primary(inputs, 'image');
  if (!image || reader.faults.length > 0) throw new BundleErrors(reader.faults);
  return { image, outputs };
}

/** The shape of the input that the metadata declare, with a batch of one. @throws BundleErrors, BundleError spatial_shape */
export function declaredInputShape(parser: ConfigParser, variables: Partial<ShapeVariables>): number[] {
  return fakeShape(parser, formatsOf(parser).image, variables);
}

/** The shape of the fake input: a batch of one, the channels, the spatial shape. */
function fakeShape(parser: ConfigParser, image: TensorFormat, variables: Partial<ShapeVariables>): number[] {
  const field = childId(image.id, 'spatial_shape');
  try {
    const shape = [1, image.channels, ...fakeSpatialShape(image.spatialShape, variables)];
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements > mostElements) {
      const problem = `together with the other sizes it makes ${elements} elements; choose smaller --n, --p or --any`;
      fail({ family: 'verify', code: 'spatial_shape', item: `[${image.spatialShape.join(', ')}]`, problem });
    }
    return shape;
  } catch (error) {
    throw error instanceof BundleError ? error.at({ id: field, position: placeOf(parser, field) }) : error;
  }
}

/** Values spread evenly over the declared range, or over [0, 1) as MONAI draws them; the same in every run. */
function fakeInput(shape: number[], { valueRange }: TensorFormat): tf.Tensor {
  const [low, high] = valueRange.length === 2 ? valueRange : [];
  const known = typeof low === 'number' && typeof high === 'number' && low < high;
  return known ? tf.randomUniform(shape, low, high, 'float32', 1) : tf.randomUniform(shape, 0, 1, 'float32', 1);
}

function isHalf(dtype: string): boolean {
  return dtype === 'float16' || dtype === 'bfloat16';
}

/** Networks take float32: their parameters are. */
function inputFaults(parser: ConfigParser, { id, dtype }: TensorFormat): BundleError[] {
  if (dtype === 'float32' || isHalf(dtype)) return [];
  const field = childId(id, 'dtype');
  const fix = 'write "dtype": "float32", and let the preprocessing convert images to it';
  const failure = {
    family: 'verify',
    code: 'network_mismatch',
    field,
    declared: dtype,
    got: 'takes float32, as its parameters are',
    fix,
  } as const;
  return [new BundleError(failure, { position: placeOf(parser, field) })];
}

function absentOutput(parser: ConfigParser, { id, name }: TensorFormat): BundleError {
  const failure = {
    family: 'verify',
    code: 'network_mismatch',
    field: id,
    declared: `an output "${name}"`,
    got: 'gives none of this name',
    fix: 'leave it out, or let the network give it',
  } as const;
  return new BundleError(failure, { position: placeOf(parser, id) });
}

function forward(
  network: BundleNetwork & Value,
  input: tf.Tensor,
  { parser, id }: NetworkConfig,
  shape: readonly number[],
  { extraForwardArgs }: VerifyNetInOutOptions,
): unknown {
  network.eval();
  const extra = fromHost(extraForwardArgs);
  const keywords = new Map(
    extra instanceof Dict ? [...extra].map(([key, value]) => [String(key), value] as const) : [],
  );
  try {
    return call(network, [input], keywords);
  } catch (error) {
    if (error instanceof BundleError && error.failure.family === 'expression') throw error;
    const problem = error instanceof Error ? error.message : String(error);
    const fix = 'correct spatial_shape or num_channels of the input, or choose another size with --n, --p, --any';
    const position = placeOf(parser, '_meta_::network_data_format::inputs');
    return fail({ family: 'verify', code: 'network_refuses', id, shape, problem, fix }, { position, cause: error });
  }
}

/** What the network gave, with the formats declared for it; undefined where it gave nothing of that kind. */
function pairedOutputs(result: unknown, declared: readonly TensorFormat[]): [TensorFormat, tf.Tensor | undefined][] {
  const given = (format: TensorFormat, index: number): unknown => {
    // One tensor is the prediction; MONAI looks at no other output.
    if (result instanceof tf.Tensor) return format === primary(declared, 'pred') ? result : undefined;
    if (result instanceof Dict) return result.get(format.name);
    const items: readonly unknown[] = result instanceof Tuple ? result.items : Array.isArray(result) ? result : [];
    return items[index];
  };
  return declared.map((format, index) => {
    const output = given(format, index);
    return [format, output instanceof tf.Tensor ? output : undefined];
  });
}
