import { selectBackend } from '../backends/select.js';
import { readCheckpoint } from '../checkpoint/index.js';
import { isStateful, restoreState } from '../checkpoint/saved-state.js';
import type { LoadedTree } from '../checkpoint/tree.js';
import { BundleErrors, fail } from '../errors.js';
import { describeValue } from '../registry/describe-schema.js';
import { NdArray } from '../types/index.js';
import { toHost } from '../values/index.js';
import { fakeSpatialShape } from '../verify/spatial-shape.js';
import { FormatReader } from '../verify/tensor-format.js';
import { makeNetwork, type NetworkConfig, type NetworkOptions, readNetworkConfig } from '../workflow/bundle-network.js';
import type { TraceInput } from './trace.js';
import { isTraceable, type TraceableNetwork } from './tracing/network.js';

/** Which network of which bundle to export, with which weights. */
export interface NetworkSource extends NetworkOptions {
  readonly ckptFile: string;
  /** Where in a nested checkpoint the weights are; not needed for a bare state dict. */
  readonly keyInCkpt?: string;
  /** Shape of the input, [N, C, …]; by default what the metadata declare. */
  readonly inputShape?: readonly number[];
}

/** A network with its weights, and what is known of its input and outputs. */
export interface PreparedNetwork extends NetworkConfig {
  readonly network: TraceableNetwork;
  readonly inputs: readonly TraceInput[];
  /** Names of the outputs; empty when the metadata declare none. */
  readonly outputs: readonly string[];
  /** Spatial axes of the input whose extent the metadata leave open (`"16*n"`, `"*"`), by axis, with a name. */
  readonly openAxes: ReadonlyMap<number, string>;
  /** Releases the network. */
  dispose(): void;
}

/** The extent of an axis that the metadata declare as `"*"`, while the network is traced. */
const anySize = 64;

/**
 * Makes a bundle's network, with the weights of a checkpoint, ready to be exported.
 *
 * @throws BundleError not_a_network, checkpoint_missing, checkpoint_damaged, checkpoint_unsafe, checkpoint_mismatch with all keys that do
 * not fit; BundleErrors with the faults of config and metadata
 */
export async function prepareNetwork(source: NetworkSource): Promise<PreparedNetwork> {
  const { netId, ckptFile, keyInCkpt, inputShape, backend, threads } = source;
  const config = await readNetworkConfig(netId, source);
  const input = declaredInput(config, inputShape);
  await selectBackend(backend, { threads });
  const network = await makeNetwork(config);
  const dispose = (): void => void network.dispose?.();
  try {
    if (!isTraceable(network) || !isStateful(network)) {
      const got = describeValue(toHost(network));
      return fail({ family: 'export', code: 'not_a_network', id: config.id, got });
    }
    const weights = partOf(await readCheckpoint(ckptFile), keyInCkpt, ckptFile);
    restoreState(network, weights, ckptFile, true, true);
    return { ...config, ...input, network, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function declaredInput({ parser }: NetworkConfig, inputShape: readonly number[] | undefined) {
  const reader = new FormatReader(parser);
  const declared = parser.has('_meta_::network_data_format');
  const inputs = declared || !inputShape ? reader.read('inputs') : [];
  const outputs = declared ? reader.read('outputs') : [];
  const image = inputs.find(({ name }) => name === 'image') ?? inputs[0];
  if (!inputShape && (!image || reader.faults.length > 0)) throw new BundleErrors(reader.faults);
  const openAxes = new Map<number, string>();
  image?.spatialShape.forEach((size, axis) => {
    if (typeof size === 'string') openAxes.set(axis + 2, axisNames[axis] ?? `axis_${axis + 2}`);
  });
  const shape = inputShape ?? [
    1,
    image?.channels ?? 1,
    ...fakeSpatialShape(image?.spatialShape ?? [], { any: anySize }),
  ];
  return {
    inputs: [{ name: image?.name ?? 'image', shape }],
    outputs: outputs.map(({ name }) => name),
    openAxes: inputShape ? new Map([...openAxes].filter(([axis]) => axis < inputShape.length)) : openAxes,
  };
}

const axisNames = ['height', 'width', 'depth'];

/** The weights in a checkpoint, which may hold them under a key beside an optimizer's state and other things. */
function partOf(content: LoadedTree, key: string | undefined, path: string): LoadedTree {
  if (!(content instanceof Map)) return content;
  const part = key ? content.get(key) : undefined;
  if (part !== undefined) return part;
  if ([...content.values()].some((value) => value instanceof NdArray)) return content;
  const nested = [...content].filter(([, value]) => value instanceof Map).map(([name]) => String(name));
  if (nested.length === 0) return content;
  if (key) {
    const problem = `"${path}" has no "${key}"; it has ${nested.join(', ')}`;
    fail({ family: 'command', code: 'invalid_option', option: 'key_in_ckpt', problem });
  }
  const why = `"${path}" holds several things: ${nested.join(', ')}`;
  const fix = `add --key_in_ckpt ${nested.find((name) => /model|net|state_dict/.test(name)) ?? nested[0]}`;
  return fail({ family: 'command', code: 'missing_option', option: 'key_in_ckpt', why, fix });
}
