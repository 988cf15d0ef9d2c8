import { homedir } from 'node:os';
import { Type } from 'typebox';
import { BundleError, fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument, Instance, KeywordArguments, Nullable, RestArguments } from '../../../engine/registry/schema.js';
import { ImageArray, type ImageMeta, NdArray } from '../../../engine/types/index.js';
import { castData, dtypeName, torchDtype } from '../arrays/cast.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { deleteKeys } from '../utility/delete-itemsd.js';
import { channelFirst } from '../utility/ensure-channel-first.js';
import { ImageReader, type ReadImage, stackImages } from './image-reader.js';
import { type MetaDict, metaDict, metaFromDict } from './meta-dict.js';
import { NumpyReader } from './numpy-reader.js';
import { pathOf } from './path-of.js';
import { PILReader } from './pil-reader.js';

type ReaderChoice = string | ImageReader | ((...args: unknown[]) => unknown);

/** The arguments that LoadImage and LoadImaged share. */
export const loadArguments = {
  reader: Instance<ReaderChoice | ReaderChoice[] | null>(
    'a reader ("PILReader", "NumpyReader") or a list of readers',
    (value) => value === null || (Array.isArray(value) ? value.every(isReaderChoice) : isReaderChoice(value)),
    { default: null, description: 'The reader to try first; by default the file’s extension decides.' },
  ),
  imageOnly: Type.Boolean({
    default: true,
    description: 'Whether to give the image alone; otherwise its metadata comes beside it, too.',
  }),
  dtype: DTypeArgument({
    default: 'float32',
    description: 'Element type of the loaded array; null keeps the file’s own.',
  }),
  ensureChannelFirst: Type.Boolean({
    default: false,
    description: 'Whether to move (or add) the channel axis to the front.',
  }),
  simpleKeys: Type.Boolean({ default: false, description: 'Whether to drop redundant metadata of NIfTI headers.' }),
  pruneMetaPattern: Nullable(Type.String({ description: 'Regular expression of metadata keys to drop.' })),
  pruneMetaSep: Type.String({ default: '.', description: 'What separates nested keys in prune_meta_pattern.' }),
  expanduser: Type.Boolean({ default: true, description: 'Whether a leading ~ means the home folder.' }),
  args: RestArguments('Accepted for MONAI’s sake: positional arguments of the reader.'),
  kwargs: KeywordArguments('Keyword arguments of the reader: converter, reverse_indexing, npz_keys, channel_dim.'),
};

const schema = Type.Object(loadArguments);

/**
 * Loads an image file, or several as the channels of one image (MONAI `LoadImage`).
 *
 * PNG, JPEG, BMP and TIFF come as Pillow reads them, with the first two axes swapped: [width, height] or [width, height,
 * channels]; npy and npz as they are. Values wrap around when the dtype is too small for them (16-bit grey as uint8 keeps
 * the low byte), as in NumPy.
 */
export class LoadImage extends Transform<unknown, ImageArray | [ImageArray, MetaDict]> {
  readonly #options;
  readonly #given: readonly ImageReader[];
  readonly #standard: readonly ImageReader[];

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
    const { reader, kwargs } = this.#options;
    const choices = reader === null ? [] : Array.isArray(reader) ? reader : [reader];
    this.#given = choices.map((choice) => makeReader(choice).configured(kwargs)).reverse();
    this.#standard = [new PILReader(), new NumpyReader()].map((standard) => standard.configured(kwargs));
  }

  /**
   * @param data a path, or a list of paths
   * @throws BundleError bad_input, file_missing, unreadable_file, bad_layout
   */
  apply(data: unknown): ImageArray | [ImageArray, MetaDict] | Promise<ImageArray | [ImageArray, MetaDict]> {
    const paths = this.#paths(data);
    const parts: (ReadImage[] | Promise<ReadImage[]>)[] = paths.map((path) => this.#read(path));
    const ready = parts.filter((part) => Array.isArray(part));
    if (ready.length === parts.length) return this.#finish(ready.flat(), paths[0] ?? '');
    return Promise.all(parts).then((images) => this.#finish(images.flat(), paths[0] ?? ''));
  }

  #paths(data: unknown): string[] {
    const list: readonly unknown[] = Array.isArray(data) ? data : [data];
    const paths = list.map(pathOf).filter((path) => path !== undefined);
    if (paths.length === 0 || paths.length < list.length) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'LoadImage',
        problem: `expected the path of an image file, got ${data instanceof ImageArray ? 'a loaded image' : typeof data}`,
        fix: 'give a path, or a list of paths',
      });
    }
    return this.#options.expanduser ? paths.map(plainPath) : paths;
  }

  /** Tries the readers that were asked for, then those that know the extension. */
  #read(path: string): ReadImage[] | Promise<ReadImage[]> {
    const readers = [...this.#given, ...this.#standard.filter((reader) => reader.accepts(path))];
    if (readers.length === 0) {
      fail({
        family: 'data',
        code: 'unreadable_file',
        path,
        problem: 'no reader knows its extension',
        fix: 'PNG, JPEG, BMP, TIFF, npy and npz files can be read',
      });
    }
    return tryReaders(readers, path);
  }

  #finish(images: readonly ReadImage[], path: string): ImageArray | [ImageArray, MetaDict] {
    const { array, meta } = stackImages(images, path);
    const { dtype, ensureChannelFirst, imageOnly } = this.#options;
    const loaded = dtype === null ? array.dtype : dtypeName(dtype);
    const { affine, ...others } = meta;
    const kept = this.#pruned({ ...others, filenameOrObj: path, affine });
    const kind = torchDtype(loaded);
    const data = castData(new NdArray(castData(array, loaded), array.shape, loaded), kind);
    const image = new ImageArray(data, array.shape, kind, kept);
    const result = ensureChannelFirst ? channelFirst(image, null, true, 'LoadImage') : image;
    return imageOnly ? result : [result, metaDict(result.meta)];
  }

  #pruned(meta: ImageMeta): ImageMeta {
    const { pruneMetaPattern, pruneMetaSep, simpleKeys } = this.#options;
    if (pruneMetaPattern === null && !simpleKeys) return meta;
    let dict = metaDict(meta);
    if (simpleKeys) dict = Object.fromEntries(Object.entries(dict).filter(([key]) => !headerKeys.test(key)));
    if (pruneMetaPattern !== null) dict = deleteKeys(dict, pruneMetaPattern.split(pruneMetaSep), true);
    return metaFromDict(dict);
  }
}

/** Keys of NIfTI headers that say what affine and shape say already. */
const headerKeys = /^(srow_[xyz]|quatern_[bcd]|qoffset_[xyz]|(pix)?dim(\[[0-7]\])?)$/;

function tryReaders(readers: readonly ImageReader[], path: string): ReadImage[] | Promise<ReadImage[]> {
  const [reader, ...others] = readers;
  if (!reader) throw new RangeError('no reader to try');
  const next = (error: unknown): ReadImage[] | Promise<ReadImage[]> => {
    const isMissing = error instanceof BundleError && error.code === 'file_missing';
    if (isMissing || others.length === 0) throw error;
    return tryReaders(others, path);
  };
  try {
    const images = reader.read(path);
    return images instanceof Promise ? images.catch(next) : images;
  } catch (error) {
    return next(error);
  }
}

function isReaderChoice(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function' || value instanceof ImageReader;
}

/** Readers by the names that MONAI accepts, in lower case. */
const readersByName: Readonly<Record<string, () => ImageReader>> = {
  pilreader: () => new PILReader(),
  numpyreader: () => new NumpyReader(),
};
const readersElsewhere = ['pydicomreader', 'itkreader', 'nrrdreader', 'nibabelreader'];

function makeReader(choice: ReaderChoice): ImageReader {
  if (choice instanceof ImageReader) return choice;
  if (typeof choice === 'function') {
    const made = choice();
    if (made instanceof ImageReader) return made;
  } else {
    const name = choice.slice(choice.lastIndexOf('.') + 1).toLowerCase();
    const make = readersByName[name];
    if (make) return make();
    if (readersElsewhere.includes(name)) {
      fail({ family: 'component', code: 'component_not_here_yet', target: choice, suggestion: 'PILReader' });
    }
  }
  fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'LoadImage',
    argument: 'reader',
    expected: '"PILReader" or "NumpyReader"',
    got: typeof choice === 'string' ? `"${choice}"` : 'a function that makes no reader',
  });
}

/** As Python's `str(Path(path).expanduser())`: no doubled slashes, no `.` parts, `~` replaced. */
function plainPath(path: string): string {
  const home = path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
  const parts = home.split('/').filter((part) => part !== '' && part !== '.');
  return (home.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

export const loadImage = component({
  ...arrayNames('LoadImage', 'io'),
  kind: 'transform',
  description: 'Loads an image file as an array with its metadata.',
  arguments: schema,
  create: (args) => new LoadImage(args),
});
