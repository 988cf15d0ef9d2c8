import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Nullable } from '../../../engine/registry/schema.js';
import type { NdArray } from '../../../engine/types/index.js';
import { plainAffine } from '../arrays/affine.js';
import { filled, type Options } from '../options.js';
import { hasExtension, ImageReader, type ReadImage } from './image-reader.js';
import { decodeNpy, decodeNpz } from './npy-decoder.js';
import { readBytes, unreadable } from './pil-reader.js';

const schema = Type.Object({
  npzKeys: Nullable(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'Which arrays of an npz archive to load; all of them by default.',
    }),
  ),
  channelDim: Nullable(
    Type.Union([Type.Integer(), Type.Literal('no_channel')], {
      description: 'Which axis holds the channels; none by default.',
    }),
  ),
});

/** Reads npy and npz files (MONAI's `NumpyReader`); arrays keep their axes and dtype. */
export class NumpyReader extends ImageReader {
  readonly name = 'NumpyReader';
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  accepts(path: string): boolean {
    return hasExtension(path, ['npz', 'npy']);
  }

  read(path: string): ReadImage[] {
    const file = readBytes(path);
    try {
      return this.#arrays(file, path).map((array) => this.#described(array));
    } catch (error) {
      unreadable(path, error);
    }
  }

  configured({ npz_keys: npzKeys, channel_dim: channelDim }: Readonly<Record<string, unknown>>): NumpyReader {
    const keys = typeof npzKeys === 'string' ? npzKeys : Array.isArray(npzKeys) ? npzKeys.map(String) : null;
    const axis = typeof channelDim === 'number' || channelDim === 'no_channel' ? channelDim : null;
    return new NumpyReader({ npzKeys: keys ?? this.#options.npzKeys, channelDim: axis ?? this.#options.channelDim });
  }

  #arrays(file: Uint8Array, path: string): NdArray[] {
    if (!path.endsWith('.npz')) return [decodeNpy(file)];
    const arrays = decodeNpz(file);
    const { npzKeys } = this.#options;
    const keys = npzKeys === null ? [...arrays.keys()] : typeof npzKeys === 'string' ? [npzKeys] : npzKeys;
    return keys.map((key) => {
      const array = arrays.get(key);
      if (!array) throw new Error(`it has no array "${key}"; it has: ${[...arrays.keys()].join(', ')}`);
      return array;
    });
  }

  #described(array: NdArray): ReadImage {
    const { channelDim } = this.#options;
    const spatialShape = [...array.shape];
    if (typeof channelDim === 'number') spatialShape.splice(channelDim, 1);
    return {
      array,
      meta: {
        spatialShape,
        space: 'RAS',
        originalChannelDim: channelDim ?? 'no_channel',
        affine: plainAffine,
      },
    };
  }
}

export const numpyReader = component({
  name: 'NumpyReader',
  modules: ['monai.data', 'monai.data.image_reader'],
  kind: 'function',
  description: 'Reads arrays from npy and npz files.',
  arguments: schema,
  create: (args) => new NumpyReader(args),
});
