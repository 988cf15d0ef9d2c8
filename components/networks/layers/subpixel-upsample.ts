import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import type { Random } from '../../../engine/types/index.js';
import { ConvolutionLayer } from './convolution-layer.js';
import { normalValues } from './initialization.js';
import { UnaryLayer } from './layer.js';
import { product, type SpatialDims } from './spatial.js';

/**
 * MONAI's SubpixelUpsample (Shi et al. 2016) with its default convolution: 3-wide to factor^d times the channels, which become pixels;
 * then an average over neighbours against checkerboards (Aitken et al. 2017).
 */
export class SubpixelUpsample extends UnaryLayer {
  readonly #conv: ConvolutionLayer;
  readonly #factor: number;

  constructor(
    spatialDims: SpatialDims,
    inChannels: number,
    outChannels: number,
    factor: number,
    bias: boolean,
    random: Random,
  ) {
    super();
    this.#factor = factor;
    this.#conv = this.child(
      'conv_block',
      new IcnrConvolution(spatialDims, inChannels, outChannels * factor ** spatialDims, factor, bias, random),
    );
  }

  override forward(x: tf.Tensor): tf.Tensor {
    const factor = this.#factor;
    return tf.tidy(() => averageOfNeighbours(pixelShuffle(this.#conv.forward(x), factor), factor));
  }
}

/** A convolution whose outputs for one pixel start equal (ICNR, Aitken et al. 2017), as MONAI's `icnr_init` arranges them. */
class IcnrConvolution extends ConvolutionLayer {
  constructor(
    spatialDims: SpatialDims,
    inChannels: number,
    outChannels: number,
    factor: number,
    bias: boolean,
    random: Random,
  ) {
    super({ spatialDims, inChannels, outChannels, kernelSize: 3, padding: 1, bias }, random);
    const taps = 3 ** spatialDims;
    const copies = factor ** spatialDims;
    const groups = Math.floor(outChannels / copies);
    const kernel = normalValues(groups * inChannels * taps, Math.sqrt(2 / (inChannels * taps)), random);
    // [inChannels, groups, taps] read as [groups, inChannels, taps], each row of taps `copies` times, read as [inChannels, outChannels, taps].
    const weights = new Float32Array(taps * inChannels * outChannels);
    for (let row = 0; row < groups * inChannels; row++) {
      const source = ((row % groups) * inChannels + Math.floor(row / groups)) * taps;
      for (let copy = 0; copy < copies; copy++) {
        for (let tap = 0; tap < taps; tap++) {
          const flat = (row * copies + copy) * taps + tap;
          const input = Math.floor(flat / (outChannels * taps));
          const output = Math.floor(flat / taps) % outChannels;
          weights[((flat % taps) * inChannels + input) * outChannels + output] = kernel[source + tap] ?? 0;
        }
      }
    }
    const initial = tf.tensor(weights, [...Array<number>(spatialDims).fill(3), inChannels, outChannels]);
    this.assignWeight(initial);
    initial.dispose();
  }
}

/** [N, s…, C·f^d] → [N, s·f…, C]; the channel index counts C slowest, then the places along each axis, the last fastest. */
export function pixelShuffle(x: tf.Tensor, factor: number): tf.Tensor {
  return composite('MedbundlePixelShuffle', { x }, { factor }, () => shuffled(x, factor));
}

function shuffled(x: tf.Tensor, factor: number): tf.Tensor {
  const spatial = x.shape.slice(1, -1);
  const dims = spatial.length;
  const n = x.shape[0] ?? 1;
  const channels = (x.shape[x.rank - 1] ?? 1) / factor ** dims;
  let result: tf.Tensor = tf.transpose(tf.reshape(x, [-1, channels, factor ** dims]), [0, 2, 1]);
  let rest = channels;
  for (let axis = dims - 1; axis > 0; axis--) {
    const extent = spatial[axis] ?? 1;
    const rows = n * product(spatial.slice(0, axis));
    const places = factor ** axis;
    result = tf.transpose(tf.reshape(result, [rows, extent, places, factor * rest]), [0, 2, 1, 3]);
    rest *= extent * factor;
  }
  return tf.reshape(result, [n, ...spatial.map((extent) => extent * factor), channels]);
}

/** The mean of each element and its `size - 1` predecessors along every axis, zeros before the first. */
function averageOfNeighbours(x: tf.Tensor, size: number): tf.Tensor {
  return composite('MedbundleNeighbourMean', { x }, { size }, () => neighbourMean(x, size));
}

function neighbourMean(x: tf.Tensor, size: number): tf.Tensor {
  let mean = x;
  for (let axis = 1; axis < x.rank - 1; axis++) {
    const padded = tf.pad(
      mean,
      mean.shape.map((_, other): [number, number] => [other === axis ? size - 1 : 0, 0]),
    );
    const shifted = Array.from({ length: size }, (_, shift) =>
      tf.slice(
        padded,
        mean.shape.map((__, other) => (other === axis ? shift : 0)),
        mean.shape,
      ),
    );
    mean = tf.div(tf.addN(shifted), size);
  }
  return mean;
}
