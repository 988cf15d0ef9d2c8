import * as tf from '@tensorflow/tfjs';

/** A 2-D convolution's sizes, as tfjs works them out from its arguments. */
export type Geometry = tf.backend_util.Conv2DInfo;

type Shape4D = [number, number, number, number];
type Margins = [[number, number], [number, number], [number, number], [number, number]];

/** The sizes of a 2-D convolution, channels last. */
export function geometry2d(
  inputShape: readonly number[],
  filterShape: readonly number[],
  strides: number | [number, number],
  pad: 'valid' | 'same' | number | Margins,
  rounding?: 'floor' | 'round' | 'ceil',
): Geometry {
  return tf.backend_util.computeConv2DInfo(
    shape4d(inputShape),
    shape4d(filterShape),
    strides,
    1,
    pad,
    rounding,
    false,
    'channelsLast',
  );
}

interface Sides {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** What is added around an image [N, H, W, C]. */
export function margins2d({ top, bottom, left, right }: Sides): Margins {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** `x` with zeros around it. */
export function padImage(x: tf.Tensor4D, sides: Sides): tf.Tensor4D {
  return sides.top + sides.bottom + sides.left + sides.right === 0 ? x : tf.pad(x, margins2d(sides));
}

/** `shape`, known to have four extents. */
export function shape4d(shape: readonly number[]): Shape4D {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}

/** Whether the filter's windows tile the input: no padding, no overlap (1×1 convolutions, 2×2 ones of stride 2, …). */
export function tiles(geometry: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo, dilationHeight, dilationWidth } = geometry;
  return (
    filterHeight === strideHeight &&
    filterWidth === strideWidth &&
    padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0 &&
    (filterHeight === 1 || dilationHeight === 1) &&
    (filterWidth === 1 || dilationWidth === 1)
  );
}
