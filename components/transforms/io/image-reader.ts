import { fail } from '../../../engine/errors.js';
import { type ImageMeta, NdArray } from '../../../engine/types/index.js';
import { joinAlong } from '../arrays/join.js';

/** An array as a file holds it, with what the file says about it. */
export interface ReadImage {
  readonly array: NdArray;
  readonly meta: ImageMeta;
}

/** Reads images of some file formats (MONAI's `ImageReader`). */
export abstract class ImageReader {
  /** The component's name, for messages. */
  abstract readonly name: string;

  /** Whether the file's name says that it is one of this reader's formats. */
  abstract accepts(path: string): boolean;

  /**
   * Reads one file; an npz archive yields an image for each of its arrays.
   * @throws BundleError file_missing, unreadable_file
   */
  abstract read(path: string): ReadImage[] | Promise<ReadImage[]>;

  /** The same reader with the keyword arguments that were given to LoadImage (under their Python names). */
  abstract configured(options: Readonly<Record<string, unknown>>): ImageReader;
}

/** Whether a name's suffixes contain one of `extensions` (as MONAI tests them: `scan.tar.png.bak` is a PNG). */
export function hasExtension(path: string, extensions: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^\.+/, '');
  const dot = name.indexOf('.');
  const suffixes = dot < 0 ? '' : name.slice(dot).toLowerCase();
  return extensions.some((extension) => suffixes.includes(`.${extension}`));
}

/**
 * One image from the images of several files: concatenated along the channel axis they state, or stacked along a new first
 * one.
 * @throws BundleError bad_layout when their spatial shapes differ
 */
export function stackImages(images: readonly ReadImage[], path: string): ReadImage {
  const [first] = images;
  if (!first) throw new RangeError('no images to stack');
  if (images.length === 1) return first;
  for (const { array } of images) {
    if (array.shape.join() === first.array.shape.join()) continue;
    fail({
      family: 'data',
      code: 'bad_layout',
      path,
      problem: `images of shapes [${first.array.shape.join(', ')}] and [${array.shape.join(', ')}] cannot be stacked`,
      fix: 'list files of the same size',
    });
  }
  const { originalChannelDim } = first.meta;
  if (typeof originalChannelDim !== 'number') {
    const joined = joinAlong(
      0,
      images.map(({ array }) => new NdArray(array.data, [1, ...array.shape], array.dtype)),
    );
    return { array: joined, meta: { ...first.meta, originalChannelDim: 0 } };
  }
  const axis = originalChannelDim < 0 ? originalChannelDim + first.array.shape.length : originalChannelDim;
  return {
    array: joinAlong(
      axis,
      images.map(({ array }) => array),
    ),
    meta: first.meta,
  };
}
