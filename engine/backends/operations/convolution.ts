import * as tf from '@tensorflow/tfjs';
import type { ConvolutionSettings, Settings } from './convolution-settings.js';
import { convolve, filterGradient, inputGradient } from './convolve.js';
import { operation, present } from './operation.js';
import { channelSum } from './spatial-mean.js';

/** Name of the kernel that a backend can bring of its own: inputs in order, the parts to convolve, the filter, and perhaps a bias. */
export const convolutionKernel = 'MedbundleConvolution';
/** Inputs `dy` and the filter; outputs the gradient of each part. */
export const convolutionInputGradientKernel = 'MedbundleConvolutionInputGradient';
/** Inputs the parts and `dy`. */
export const convolutionFilterGradientKernel = 'MedbundleConvolutionFilterGradient';

/** Spatial extents of the input, and channels of each of its parts. */
export type InputGradientSettings = Settings & { spatial: number[]; widths: number[] };

/** Spatial extents of the filter. */
export type FilterGradientSettings = Settings & { kernel: number[] };

/**
 * A 1-, 2- or 3-D convolution (cross-correlation, as everywhere in deep learning) with bias. Several inputs are convolved as if
 * concatenated along their channels; a backend need not make the concatenation.
 *
 * @param inputs [N, …, Cᵢ], float32, of equal size but for their channels
 * @param filter [k…, C₁ + C₂ + …, K]
 * @param bias [K]
 */
export function convolution(
  inputs: readonly tf.Tensor[],
  filter: tf.Tensor,
  bias: tf.Tensor | null,
  settings: ConvolutionSettings,
): tf.Tensor {
  const { strides, padding, dilations } = settings;
  const attributes = { strides: [...strides], padding: [...padding], dilations: [...dilations] };
  return present(run([...inputs, filter, ...(bias ? [bias] : [])], attributes)[0]);
}

const run = operation<Settings>({
  name: convolutionKernel,
  compose(inputs, attributes) {
    const { parts, filter, bias } = split(Object.values(inputs));
    // Joining channels costs XNNPACK's backend more than a second convolution and an addition.
    if (parts.length > 1 && tf.getBackend() !== 'wasm') {
      return [convolve(tf.concat(parts, -1), filter, bias, attributes)];
    }
    let start = 0;
    const results = parts.map((part, index) => {
      const channels = part.shape[part.rank - 1] ?? 1;
      const result = convolve(part, channelsOf(filter, start, channels), index === 0 ? bias : undefined, attributes);
      start += channels;
      return result;
    });
    return [results.reduce((sum, result) => tf.add(sum, result))];
  },
});

const inputGradients = operation<InputGradientSettings>({
  name: convolutionInputGradientKernel,
  compose(inputs, { spatial, widths, ...settings }) {
    const [dy, filter] = Object.values(inputs).map(present);
    let start = 0;
    return widths.map((width) => {
      const part = channelsOf(present(filter), start, width);
      start += width;
      return inputGradient([dy?.shape[0] ?? 1, ...spatial, width], present(dy), part, settings);
    });
  },
});

const filterGradients = operation<FilterGradientSettings>({
  name: convolutionFilterGradientKernel,
  compose(inputs, { kernel, ...settings }) {
    const given = Object.values(inputs);
    const dy = present(given.at(-1));
    const shape = [...kernel, 0, dy.shape[dy.rank - 1] ?? 1];
    const gradients = given.slice(0, -1).map((part) => filterGradient(part, dy, shape, settings));
    return [gradients.length === 1 ? present(gradients[0]) : tf.concat(gradients, -2)];
  },
});

/** The gradient of {@link convolution} by its filter, which has the spatial extents `kernel`. */
export function convolutionFilterGradient(
  parts: readonly tf.Tensor[],
  dy: tf.Tensor,
  kernel: number[],
  settings: Settings,
): tf.Tensor {
  return present(filterGradients([...parts, dy], { ...settings, kernel })[0]);
}

tf.registerGradient({
  kernelName: convolutionKernel,
  saveAllInputs: true,
  gradFunc(dys, saved, given) {
    const dy = present(Array.isArray(dys) ? dys[0] : dys);
    const settings = given as Settings;
    const { parts, filter } = split(saved);
    const spatial = filter.shape.slice(0, -2);
    const widths = parts.map((part) => part.shape[part.rank - 1] ?? 1);
    const first = present(parts[0]);
    const byParts = () => inputGradients([dy, filter], { ...settings, spatial: first.shape.slice(1, -1), widths });
    // Of several parts together, at once: each thunk has a scope of its own, in which the others' results would be released.
    const together = parts.length > 1 ? byParts() : undefined;
    const gradients: Record<string, () => tf.Tensor> = {};
    parts.forEach((_, index) => {
      gradients[index] = () => present((together ?? byParts())[index]);
    });
    gradients[parts.length] = () => convolutionFilterGradient(parts, dy, spatial, settings);
    gradients[parts.length + 1] = () => channelSum(dy);
    return gradients;
  },
});

/** What {@link convolution} passed: a bias is the one vector, and the last. */
function split(tensors: readonly tf.Tensor[]) {
  const last = tensors[tensors.length - 1];
  const bias = last?.rank === 1 ? last : undefined;
  const place = tensors.length - (bias ? 2 : 1);
  return { parts: tensors.slice(0, place), filter: present(tensors[place]), bias };
}

/** The part of a filter that belongs to input channels `start` to `start + count`. */
function channelsOf(filter: tf.Tensor, start: number, count: number): tf.Tensor {
  const axis = filter.rank - 2;
  if (filter.shape[axis] === count) return filter;
  const begin = filter.shape.map(() => 0);
  begin[axis] = start;
  const size = [...filter.shape];
  size[axis] = count;
  return tf.slice(filter, begin, size);
}
