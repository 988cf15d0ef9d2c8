/** One spatial axis of a convolution or a pooling window. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding in front; what is behind follows from `output`. */
  readonly pad: number;
}

const single: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, pad: 0 };

/** How a convolution may compute: the best way in float32, without Winograd's transforms, or with products of bfloat16 where they are faster. */
export type Precision = 'best' | 'direct' | 'bfloat16';

const precisions: readonly Precision[] = ['best', 'direct', 'bfloat16'];

/** What `kernels/addon.cc` reads as a Conv or a Window: batch, channels in and out, three axes, and the precision. */
export function packConv(
  batch: number,
  channels: number,
  results: number,
  axes: readonly Axis[],
  precision: Precision = 'best',
): Float64Array {
  const packed = new Float64Array(22);
  packed.set([batch, channels, results]);
  const three = [...Array.from({ length: 3 - axes.length }, () => single), ...axes];
  for (const [index, axis] of three.entries()) {
    packed.set([axis.input, axis.output, axis.kernel, axis.stride, axis.dilation, axis.pad], 3 + index * 6);
  }
  packed[21] = precisions.indexOf(precision);
  return packed;
}
