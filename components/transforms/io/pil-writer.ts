import { fail } from '../../../engine/errors.js';
import { type DTypeName, type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, isFloating, numbers } from '../arrays/cast.js';
import { moveAxis } from '../arrays/rearrange.js';
import { contiguousStrides, stridedCopy } from '../arrays/strided-copy.js';

/** Extensions of the formats that can be written. */
export const writableExtensions: readonly string[] = ['.png', '.jpg', '.jpeg', '.tif', '.tiff'];

/** How an array becomes a picture. */
export interface PictureOptions {
  /** Element type to save; null keeps the array's. */
  readonly dtype: DTypeName | null;
  /** Stretches 0…1 to whole numbers up to this one first. */
  readonly scale: 255 | 65535 | null;
  readonly squeezeEndDims: boolean;
  /** The axis of the channels; null when there is none. */
  readonly channelDim: number | null;
  /** Size to bring the picture to, [width, height]. */
  readonly spatialShape: readonly number[] | undefined;
  readonly mode: string;
}

/**
 * The file of a picture made from an image [C, W, H] as MONAI's `PILWriter` makes it: channels go last, of further axes the
 * first plane is taken, width and height are swapped back.
 *
 * @throws BundleError bad_input when shape or dtype fit no picture of that format
 */
export async function encodeImage(image: ImageArray, extension: string, options: PictureOptions): Promise<Uint8Array> {
  const plane = channelsLast(image, options);
  const resized = options.spatialShape ? resizedTo(plane, options.spatialShape, options.mode) : plane;
  const scaled = options.scale === null ? resized : stretched(resized, options.scale);
  const wanted = options.dtype ?? scaled.dtype;
  const dtype = extension.startsWith('.j') ? 'uint8' : wanted === 'bool' ? 'uint8' : wanted;
  const picture = new NdArray(castData(scaled, dtype), scaled.shape, dtype);
  const { data, shape } = moveAxis(picture, 0, 1);
  const [height = 1, width = 1, channels = 1] = shape;
  const samples = data instanceof Uint8Array || data instanceof Uint16Array ? data : undefined;
  const possible = samples instanceof Uint16Array ? [1] : extension.startsWith('.j') ? [1, 3] : [1, 2, 3, 4];
  if (!samples || shape.length > 3 || shape.length < 2 || !possible.includes(channels)) {
    refuse(
      `${dtype} of shape [${image.shape.join(', ')}] makes no ${extension} picture`,
      'save 1 to 4 channels of uint8 (JPEG: 1 or 3), or one of uint16; set output_dtype or pick channels',
    );
  }
  const { default: sharp } = await import('sharp');
  const space = samples instanceof Uint16Array ? 'grey16' : channels < 3 ? 'b-w' : 'srgb';
  const raw = { width, height, channels: channels as 1 | 2 | 3 | 4 };
  const pipeline = sharp(samples, { raw }).toColourspace(space);
  if (extension === '.png') return pipeline.png().toBuffer();
  if (extension.startsWith('.j')) return pipeline.jpeg({ quality: 75 }).toBuffer();
  return pipeline.tiff({ compression: 'none' }).toBuffer();
}

/** [W, H] or [W, H, C] of an image. */
function channelsLast(image: ImageArray, { channelDim, squeezeEndDims }: PictureOptions): NdArray {
  const last = channelDim === null ? { data: image.data, shape: [...image.shape, 1] } : moveAxis(image, channelDim, -1);
  let array = new NdArray(last.data, last.shape, image.dtype);
  while (array.shape.length < 3) {
    const [channels = 1] = array.shape.slice(-1);
    array = array.reshape([...array.shape.slice(0, -1), 1, channels]);
  }
  while (array.shape.length > 3) {
    const strides = contiguousStrides(array.shape);
    const axis = array.shape.length - 2;
    const kept = (_: number, index: number): boolean => index !== axis;
    const shape = array.shape.filter(kept);
    array = new NdArray(stridedCopy(array.data, array.dtype, 0, shape, strides.filter(kept)), shape, array.dtype);
  }
  while (squeezeEndDims && array.shape.length > 2 && array.shape.at(-1) === 1)
    array = array.reshape(array.shape.slice(0, -1));
  return array;
}

/** Nearest neighbours, as `torch.nn.functional.interpolate` picks them. */
function resizedTo(array: NdArray, size: readonly number[], mode: string): NdArray {
  const [rows = 1, columns = 1, channels = 1] = array.shape;
  const [newRows = rows, newColumns = columns] = size;
  if (newRows === rows && newColumns === columns) return array;
  if (mode !== 'nearest')
    refuse(`resizing with mode "${mode}" is not supported`, 'use mode "nearest", or resample false');
  const source = numbers(array);
  const target = new Float64Array(newRows * newColumns * channels);
  let next = 0;
  for (let row = 0; row < newRows; row++) {
    const from = Math.min(Math.floor(row * Math.fround(rows / newRows)), rows - 1) * columns;
    for (let column = 0; column < newColumns; column++) {
      const at = (from + Math.min(Math.floor(column * Math.fround(columns / newColumns)), columns - 1)) * channels;
      for (let channel = 0; channel < channels; channel++) target[next++] = source[at + channel] as number;
    }
  }
  const shape = [newRows, newColumns, ...array.shape.slice(2)];
  return new NdArray(castData(new NdArray(target, shape, 'float64'), array.dtype), shape, array.dtype);
}

function stretched(array: NdArray, scale: 255 | 65535): NdArray {
  const values = numbers(array);
  const round = array.dtype === 'float32' ? Math.fround : (value: number) => value;
  const clipped = isFloating(array.dtype) ? values : Float64Array.from(values);
  const whole = scale === 255 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (let index = 0; index < clipped.length; index++) {
    whole[index] = round(scale * Math.min(1, Math.max(0, clipped[index] as number)));
  }
  return whole instanceof Uint8Array
    ? new NdArray(whole, array.shape, 'uint8')
    : new NdArray(whole, array.shape, 'uint16');
}

function refuse(problem: string, fix: string): never {
  fail({ family: 'component', code: 'bad_input', component: 'SaveImage', problem, fix });
}
