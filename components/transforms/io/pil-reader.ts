import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Instance } from '../../../engine/registry/schema.js';
import { type DTypeName, NdArray } from '../../../engine/types/index.js';
import { plainAffine } from '../arrays/affine.js';
import { stridedCopy } from '../arrays/strided-copy.js';
import { filled, type Options } from '../options.js';
import { decodeBmp } from './bmp-decoder.js';
import { decodeWithSharp } from './decode-with-sharp.js';
import { hasExtension, ImageReader, type ReadImage } from './image-reader.js';
import { PilImage } from './pil-image.js';
import { decodePng } from './png-decoder.js';

type Converter = (image: PilImage) => unknown;

const schema = Type.Object({
  converter: Instance<Converter | null>('a function', (value) => value === null || typeof value === 'function', {
    default: null,
    description: 'Called with the decoded image, returns the one to use: `lambda image: image.convert("RGB")`.',
  }),
  reverseIndexing: Type.Boolean({
    default: true,
    description:
      'Whether to swap the first two axes, so that the array is [width, height, …] as other readers give it.',
  }),
});

/**
 * Reads PNG, JPEG, BMP and TIFF files as Pillow and MONAI's `PILReader` do: an array [width, height] or [width, height,
 * channels], uint8 (uint16 for 16-bit grey, bool for one bit, palette indices for palette images).
 */
export class PILReader extends ImageReader {
  readonly name = 'PILReader';
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  accepts(path: string): boolean {
    return hasExtension(path, ['png', 'jpg', 'jpeg', 'bmp', 'tif', 'tiff']);
  }

  read(path: string): ReadImage[] | Promise<ReadImage[]> {
    const file = readBytes(path);
    try {
      if (file[0] === 0x89) return [this.#finish(pngImage(file))];
      if (file[0] === 0x42 && file[1] === 0x4d) return [this.#finish(decodeBmp(file))];
    } catch (error) {
      unreadable(path, error);
    }
    return decodeWithSharp(file).then(
      (image) => [this.#finish(image)],
      (error: unknown) => unreadable(path, error),
    );
  }

  configured({ converter, reverse_indexing: reverseIndexing }: Readonly<Record<string, unknown>>): PILReader {
    return new PILReader({
      converter: typeof converter === 'function' ? (image) => converter(image) : this.#options.converter,
      reverseIndexing: typeof reverseIndexing === 'boolean' ? reverseIndexing : this.#options.reverseIndexing,
    });
  }

  #finish(decoded: PilImage): ReadImage {
    const { converter, reverseIndexing } = this.#options;
    const converted = converter ? converter(decoded) : decoded;
    if (!(converted instanceof PilImage)) throw new Error('the converter did not return an image');
    const { format, mode, width, height, raster } = converted;
    const { samples, channels, offset, stride } = raster;
    const plane = reverseIndexing ? [width, height] : [height, width];
    const steps = reverseIndexing ? [channels, stride] : [stride, channels];
    const shape = channels === 1 ? plane : [...plane, channels];
    const data = stridedCopy<DTypeName>(samples, raster.dtype, offset, shape, [...steps, 1].slice(0, shape.length));
    return {
      array: new NdArray(data, shape, raster.dtype),
      meta: {
        format: format ?? 'none',
        mode,
        width,
        height,
        spatialShape: [width, height],
        originalChannelDim: channels === 1 ? 'no_channel' : -1,
        affine: plainAffine,
      },
    };
  }
}

function pngImage(file: Uint8Array): PilImage {
  const { width, height, mode, channels, samples, offset, stride, palette } = decodePng(file);
  const dtype: DTypeName = mode === '1' ? 'bool' : mode === 'I;16' ? 'uint16' : 'uint8';
  return new PilImage('PNG', mode, width, height, { samples, dtype, channels, offset, stride }, palette);
}

/**
 * The bytes of a file.
 * @throws BundleError file_missing, unreadable_file
 */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') {
      fail({ family: 'data', code: 'file_missing', path, fix: 'check the path in the data list' }, { cause: error });
    }
    unreadable(path, error);
  }
}

/** Reports that a file cannot be decoded. */
export function unreadable(path: string, error: unknown): never {
  const problem = error instanceof Error ? error.message : String(error);
  fail({ family: 'data', code: 'unreadable_file', path, problem }, { cause: error });
}

export const pilReader = component({
  name: 'PILReader',
  modules: ['monai.data', 'monai.data.image_reader'],
  kind: 'function',
  description: 'Reads PNG, JPEG, BMP and TIFF images, with width and height swapped as other readers give them.',
  arguments: schema,
  create: (args) => new PILReader(args),
});
