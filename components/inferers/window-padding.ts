import * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';

/** How an image smaller than a window is enlarged, by PyTorch's names. */
export type PaddingMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** Positions added before and after the image along each spatial axis. */
export type Padding = readonly (readonly [before: number, after: number])[];

/** What centres an image of `size` in one of `target`; the odd position goes to the end. */
export function paddingTo(size: readonly number[], target: readonly number[]): Padding {
  return size.map((extent, axis) => {
    const missing = Math.max(0, (target[axis] ?? extent) - extent);
    const before = Math.floor(missing / 2);
    return [before, missing - before];
  });
}

/** Pads the spatial axes of [N, C, …]; `value` fills in mode `constant`. The caller owns the result. */
export function pad(images: tf.Tensor, padding: Padding, mode: PaddingMode, value: number): tf.Tensor {
  if (mode === 'constant') {
    return tf.pad(
      images,
      [[0, 0], [0, 0], ...padding.map(([before, after]): [number, number] => [before, after])],
      value,
    );
  }
  return tf.tidy(() =>
    padding.reduce((padded, [before, after], axis) => {
      if (before + after === 0) return padded;
      const indices = sourceIndices(padded.shape[axis + 2] ?? 0, before, after, mode);
      return tf.gather(padded, tf.tensor1d(indices, 'int32'), axis + 2);
    }, images.clone()),
  );
}

/** For each position of the padded axis, the position of the image it repeats. */
function sourceIndices(extent: number, before: number, after: number, mode: PaddingMode): Int32Array {
  const most = mode === 'reflect' ? extent - 1 : mode === 'circular' ? extent : Number.POSITIVE_INFINITY;
  if (after > most) {
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'SlidingWindowInferer',
      problem: `an extent of ${extent} cannot be padded by ${after} in mode "${mode}"`,
      fix: 'use padding_mode "constant" or "replicate", or a smaller roi_size',
    });
  }
  return Int32Array.from({ length: before + extent + after }, (_, position) => {
    const index = position - before;
    if (mode === 'replicate') return Math.min(Math.max(index, 0), extent - 1);
    if (mode === 'circular') return (index + extent) % extent;
    return index < 0 ? -index : index >= extent ? 2 * (extent - 1) - index : index;
  });
}
