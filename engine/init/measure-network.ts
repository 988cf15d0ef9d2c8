import * as tf from '@tensorflow/tfjs';
import { BundleError, fail } from '../errors.js';
import type { Registry } from '../registry/registry.js';
import { ConfigParser } from '../resolve/config-parser.js';
import { type BundleNetwork, makeNetwork } from '../workflow/bundle-network.js';
import type { NetworkDefinition } from './network-definition.js';

/** A network, and what it takes and gives. */
export interface MeasuredNetwork {
  readonly network: BundleNetwork;
  readonly definition: NetworkDefinition;
  readonly spatialDims: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Sides of the image that it was measured with. */
  readonly size: readonly number[];
}

/** Sides of an image to try, the handiest first; volumes begin smaller. */
const sides: Readonly<Record<number, readonly number[]>> = {
  1: [64, 128, 256],
  2: [64, 96, 128, 224, 256],
  3: [32, 64, 96],
};

/**
 * Makes the network of a definition and finds out what it gives, by running it on an image of zeros.
 * @throws BundleError no_skeleton, not_a_network, and what making it throws
 */
export async function measureNetwork(definition: NetworkDefinition, registry: Registry): Promise<MeasuredNetwork> {
  const parser = new ConfigParser({ network_def: definition }, { registry, label: '--network' });
  const network = await makeNetwork({ parser, id: 'network_def' });
  network.eval();
  const name = definition._target_;
  const spatialDims = numberIn(definition, ['spatial_dims', 'dimensions']) ?? 2;
  const inChannels = numberIn(definition, ['in_channels', 'n_input_channels']) ?? 1;
  let problem = `it has ${spatialDims} spatial axes`;
  for (const side of sides[spatialDims] ?? []) {
    const size = Array<number>(spatialDims).fill(side);
    const tried = tryOut(network, [1, inChannels, ...size]);
    if ('problem' in tried) {
      problem = tried.problem;
      continue;
    }
    const [, outChannels, ...given] = tried.shape;
    if (outChannels === undefined || given.join() !== size.join()) {
      problem = `for an input of [${[1, inChannels, ...size].join(', ')}] it gives [${tried.shape.join(', ')}]`;
      break;
    }
    return { network, definition, spatialDims, inChannels, outChannels, size };
  }
  network.dispose?.();
  return fail({ family: 'init', code: 'no_skeleton', network: name, problem });
}

function tryOut(network: BundleNetwork, shape: number[]): { shape: readonly number[] } | { problem: string } {
  try {
    return tf.tidy(() => {
      const output = network.forward(tf.zeros(shape));
      return output instanceof tf.Tensor ? { shape: output.shape } : { problem: 'it gives several outputs' };
    });
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { problem: error.message };
  }
}

function numberIn(definition: NetworkDefinition, names: readonly string[]): number | undefined {
  const value = names.map((name) => definition[name]).find((one) => typeof one === 'number');
  return typeof value === 'number' ? value : undefined;
}
