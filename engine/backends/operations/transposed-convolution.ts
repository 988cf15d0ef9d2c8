import * as tf from '@tensorflow/tfjs';
import { convolution, convolutionFilterGradient } from './convolution.js';
import type { ConvolutionSettings, Settings } from './convolution-settings.js';
import { inputGradient } from './convolve.js';
import { operation, present } from './operation.js';
import { channelSum } from './spatial-mean.js';

export interface TransposedSettings extends ConvolutionSettings {
  /** Rows, columns, … that the output has beyond what the strides give. */
  readonly outputPadding: readonly number[];
}

export type TransposedAttributes = Settings & { outputPadding: number[] };

/** Name of the kernel that a backend can bring of its own: inputs `x`, `filter` and perhaps `bias`. */
export const transposedConvolutionKernel = 'MedbundleTransposedConvolution';

/**
 * A transposed convolution (the gradient of a convolution by its input) with bias: 1-, 2- or 3-D.
 *
 * @param x [N, …, C], float32
 * @param filter [k…, K, C]
 * @param bias [K]
 * @returns [N, (in − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1, …, K]
 */
export function transposedConvolution(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor | null,
  settings: TransposedSettings,
): tf.Tensor {
  const attributes: TransposedAttributes = {
    strides: [...settings.strides],
    padding: [...settings.padding],
    dilations: [...settings.dilations],
    outputPadding: [...settings.outputPadding],
  };
  return present(run(bias ? { x, filter, bias } : { x, filter }, attributes)[0]);
}

const run = operation<TransposedAttributes>({
  name: transposedConvolutionKernel,
  compose({ x, filter, bias }, attributes) {
    const input = present(x);
    const taps = present(filter);
    const y = inputGradient(transposedShape(input.shape, taps.shape, attributes), input, taps, attributes);
    return [bias ? tf.add(y, bias) : y];
  },
});

tf.registerGradient({
  kernelName: transposedConvolutionKernel,
  inputsToSave: ['x', 'filter'],
  gradFunc(dys, [x, filter], given) {
    const dy = present(Array.isArray(dys) ? dys[0] : dys);
    const { outputPadding, ...settings } = given as TransposedAttributes;
    return {
      x: () => convolution([dy], present(filter), null, settings),
      filter: () => convolutionFilterGradient([dy], present(x), present(filter).shape.slice(0, -2), settings),
      bias: () => channelSum(dy),
    };
  },
});

/** The result's shape from that of the input and of the filter. */
export function transposedShape(
  shape: readonly number[],
  filterShape: readonly number[],
  settings: TransposedAttributes,
): number[] {
  const spatial = shape.slice(1, -1).map((extent, axis) => {
    const reach = (settings.dilations[axis] ?? 1) * ((filterShape[axis] ?? 1) - 1);
    const inner = (extent - 1) * (settings.strides[axis] ?? 1) + reach + 1;
    return inner - 2 * (settings.padding[axis] ?? 0) + (settings.outputPadding[axis] ?? 0);
  });
  return [shape[0] ?? 1, ...spatial, filterShape[filterShape.length - 2] ?? 1];
}
