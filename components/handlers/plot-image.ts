import { fail } from '../../engine/errors.js';
import type { NdArray } from '../../engine/types/index.js';
import { elements, view, volume } from '../metrics/elements.js';
import type { Pixels, SummaryWriter } from './summary-writer.js';

export interface PlotOptions {
  readonly step: number;
  readonly tag: string;
  /** How many channels to plot; 3 plots three channels as colours. */
  readonly maxChannels: number;
  /** The axis of a volume, [C, H, W, D], that becomes time. */
  readonly frameDim: number;
}

/**
 * Plots an image, [H, W] or [C, H, W], or a volume, [C, H, W, D] (MONAI's `plot_2d_or_3d_image`): channels are scaled to their own range and shown one
 * by one, three channels as a colour image when `maxChannels` is 3, volumes as animations along `frameDim`.
 */
export async function plotImage(image: NdArray, writer: SummaryWriter, options: PlotOptions): Promise<void> {
  const { step, tag, maxChannels } = options;
  const { shape } = image;
  if (shape.length === 2) return writer.addImage(`${tag}_HW`, grey(image), step);
  if (shape.length === 3) {
    if (shape[0] === 3 && maxChannels === 3) return writer.addImage(`${tag}_CHW`, colour(image), step);
    for (const [index, channel] of channelsOf(image, 2).slice(0, maxChannels).entries()) {
      await writer.addImage(`${tag}_HW_${index}`, grey(channel), step);
    }
    return;
  }
  if (shape.length < 2) {
    const problem = `an image has at least 2 axes, not ${shape.length}`;
    fail({ family: 'component', code: 'bad_input', component: 'TensorBoardImageHandler', problem });
  }
  const volumes = channelsOf(image, 3).slice(0, maxChannels);
  const suffix = (index: number): string => (volumes.length === 1 ? '' : `/${index}`);
  for (const [index, volume] of volumes.entries()) {
    await writer.addAnimation(`${tag}_HWD/image${suffix(index)}`, frames(volume, options.frameDim), step);
  }
}

/** The parts of an array along all but its last `axes` axes. */
function channelsOf(image: NdArray, axes: number): NdArray[] {
  const shape = image.shape.slice(-axes);
  const size = volume(shape);
  return Array.from({ length: image.size / size }, (_, index) => view(image, index * size, size, shape));
}

/** Values scaled to 0…255 by their range; all 0 where they are equal. */
function scaledBytes(image: NdArray): Uint8Array {
  const values = elements(image);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const bytes = new Uint8Array(values.length);
  if (!(high > low)) return bytes;
  for (let index = 0; index < bytes.length; index++) bytes[index] = (((values[index] ?? 0) - low) / (high - low)) * 255;
  return bytes;
}

function grey(image: NdArray): Pixels {
  const [height = 0, width = 0] = image.shape;
  return { data: scaledBytes(image), width, height, channels: 1 };
}

/** Three channels as colours: bytes as they are, other types from 0…1. */
function colour(image: NdArray): Pixels {
  const [, height = 0, width = 0] = image.shape;
  const values = elements(image);
  const scale = image.dtype === 'uint8' ? 1 : 255;
  const size = height * width;
  const data = new Uint8Array(3 * size);
  for (let index = 0; index < data.length; index++) {
    const value = (values[(index % 3) * size + Math.floor(index / 3)] ?? 0) * scale;
    data[index] = Math.min(255, Math.max(0, value));
  }
  return { data, width, height, channels: 3 };
}

/** The slices of a volume, [H, W, D], across one of its axes. */
function frames(image: NdArray, frameDim: number): Pixels[] {
  const axis = frameDim < 0 ? frameDim + 3 : frameDim - 2;
  const bytes = scaledBytes(image);
  const strides = [(image.shape[1] ?? 1) * (image.shape[2] ?? 1), image.shape[2] ?? 1, 1];
  const [down = 0, across = 0] = [0, 1, 2].filter((other) => other !== axis);
  const [height, width] = [image.shape[down] ?? 0, image.shape[across] ?? 0];
  return Array.from({ length: image.shape[axis] ?? 0 }, (_, frame) => {
    const data = new Uint8Array(height * width);
    for (let index = 0; index < data.length; index++) {
      const [row, column] = [Math.floor(index / width), index % width];
      const at = frame * (strides[axis] ?? 0) + row * (strides[down] ?? 0) + column * (strides[across] ?? 0);
      data[index] = bytes[at] ?? 0;
    }
    return { data, width, height, channels: 1 };
  });
}
