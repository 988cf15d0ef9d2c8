import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { DTypeArgument, Instance, Nullable } from '../../../engine/registry/schema.js';
import { type DTypeName, ImageArray, type ImageMeta, type NdArray } from '../../../engine/types/index.js';
import { getLogger } from '../../../engine/types/log.js';
import { reportOutput } from '../../../engine/types/outputs.js';
import { dtypeName } from '../arrays/cast.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { outputPath } from './folder-layout.js';
import { PathArgument, pathOf } from './path-of.js';
import { encodeImage, writableExtensions } from './pil-writer.js';
import { writeAtomically } from './write-atomically.js';

type NameFormatter = (meta: ImageMeta, saver: unknown) => unknown;

/** The arguments that SaveImage and SaveImaged share. */
export const saveArguments = {
  outputDir: PathArgument({ default: './', description: 'Folder to save in.' }),
  outputPostfix: Type.String({
    default: 'trans',
    description: 'What follows the name of the image, after an underscore.',
  }),
  outputExt: Type.String({ default: '.nii.gz', description: 'Extension of the files: .png, .jpg or .tif.' }),
  outputDtype: DTypeArgument({
    default: 'float32',
    description: 'Element type to save; PNG files take uint8 (also when another is given) or uint16.',
  }),
  resample: Type.Boolean({ default: false, description: 'Whether to resize to the spatial_shape of the metadata.' }),
  mode: Type.String({ default: 'nearest', description: 'How to resize: "nearest".' }),
  paddingMode: Type.String({ default: 'border', description: 'Accepted for MONAI’s sake: it concerns other formats.' }),
  scale: Nullable(
    Type.Union([Type.Literal(255), Type.Literal(65535)], {
      description: 'Stretches values of 0 to 1 to whole numbers up to this one.',
    }),
  ),
  dtype: DTypeArgument({ default: 'float64', description: 'Accepted for MONAI’s sake: it concerns other formats.' }),
  squeezeEndDims: Type.Boolean({
    default: true,
    description: 'Whether trailing axes of one element are dropped, channels being last by then.',
  }),
  dataRootDir: PathArgument({
    default: '',
    description: 'Folder below which the folders of the input files are repeated in output_dir.',
  }),
  separateFolder: Type.Boolean({ default: true, description: 'Whether each image gets a folder of its own.' }),
  printLog: Type.Boolean({ default: true, description: 'Whether to log each file.' }),
  outputFormat: Type.String({ default: '', description: 'Extension that decides the format, if output_ext is empty.' }),
  writer: Nullable(Type.String({ description: 'The writer: "PILWriter".' })),
  outputNameFormatter: Instance<NameFormatter | null>(
    'a function',
    (value) => value === null || typeof value === 'function',
    {
      default: null,
      description: 'A function of the metadata and this transform that returns a mapping of subject and idx.',
    },
  ),
  folderLayout: Type.Null({ default: null, description: 'Layouts of one’s own are not supported.' }),
  savepathInMetadict: Type.Boolean({
    default: false,
    description: 'Whether the metadata gets a key "saved_to" with the path.',
  }),
};

const { outputDir, outputPostfix, outputExt, outputDtype, ...rest } = saveArguments;
const { outputNameFormatter, folderLayout, savepathInMetadict, ...middle } = rest;
const schema = Type.Object({
  outputDir,
  outputPostfix,
  outputExt,
  outputDtype,
  ...middle,
  channelDim: Type.Union([Type.Integer(), Type.Null()], {
    default: 0,
    description: 'The axis of the channels; null for none.',
  }),
  outputNameFormatter,
  folderLayout,
  savepathInMetadict,
});

/**
 * Saves an image [C, W, H] as PNG, JPEG or TIFF (MONAI `SaveImage` with its `PILWriter`): axes are swapped back, values
 * converted or scaled, the file named after the one the image was loaded from, or numbered. A file is complete or not
 * there at all. Returns the image.
 */
export class SaveImage extends Transform<NdArray, ImageArray> {
  readonly #options;
  readonly #extension: string;
  readonly #dtype: DTypeName | null;
  #count = 0;

  /** @throws BundleError invalid_argument for a format that cannot be written */
  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
    const { outputExt, outputFormat, outputDtype, writer } = this.#options;
    const extension = outputExt.toLowerCase() || outputFormat.toLowerCase();
    this.#extension = extension === '' || extension.startsWith('.') ? extension : `.${extension}`;
    if (!writableExtensions.includes(this.#extension)) refuse('output_ext', alternatives, `"${outputExt}"`);
    if (writer !== null && !/(^|\.)PILWriter$/.test(writer)) refuse('writer', '"PILWriter"', `"${writer}"`);
    const dtype = outputDtype === null ? null : dtypeName(outputDtype);
    const fits = dtype === null || dtype === 'uint8' || dtype === 'uint16';
    this.#dtype = this.#extension === '.png' && !fits ? 'uint8' : dtype;
  }

  /** @throws BundleError bad_input when the array is no picture */
  apply(data: NdArray): Promise<ImageArray> {
    return this.save(asImage(data, 'SaveImage'), undefined);
  }

  /** Saves `image`; `meta` stands in for metadata that the image does not carry itself. */
  async save(image: ImageArray, meta: ImageMeta | undefined): Promise<ImageArray> {
    const known = image.meta.filenameOrObj === undefined && meta ? { ...image.meta, ...meta } : image.meta;
    const path = this.#path(known);
    const { scale, squeezeEndDims, channelDim, resample, mode, printLog, savepathInMetadict } = this.#options;
    const hasChannel = (known.spatialShape?.length ?? 0) < image.shape.length;
    const bytes = await encodeImage(image, this.#extension, {
      dtype: this.#dtype,
      scale,
      squeezeEndDims,
      channelDim: hasChannel ? channelDim : null,
      spatialShape: resample ? known.spatialShape : undefined,
      mode,
    });
    if (printLog) getLogger('monai.data.image_writer').info(`writing: ${path}`);
    await writeAtomically(path, bytes);
    this.#count++;
    reportOutput({ kind: 'images', path: pathOf(this.#options.outputDir) ?? '.' });
    if (!savepathInMetadict) return image;
    const saved = { ...image.meta, savedTo: path };
    return new ImageArray(image.data, image.shape, image.dtype, saved, image.appliedOperations);
  }

  #path(meta: ImageMeta): string {
    const { outputDir, outputPostfix, separateFolder, dataRootDir, outputNameFormatter } = this.#options;
    const formatted: unknown = outputNameFormatter?.(meta, this);
    const names = isNames(formatted) ? formatted : {};
    const layout = {
      outputDir: pathOf(outputDir) ?? '.',
      postfix: outputPostfix,
      extension: this.#options.outputExt,
      separateFolder,
      dataRootDir: pathOf(dataRootDir) ?? '',
    };
    const index = names.idx ?? meta.patchIndex;
    return outputPath(
      layout,
      String(names.subject ?? meta.filenameOrObj ?? this.#count),
      typeof index === 'number' || typeof index === 'string' ? index : undefined,
    );
  }
}

const alternatives = writableExtensions.map((extension) => `"${extension}"`).join(', ');

function isNames(value: unknown): value is { readonly subject?: unknown; readonly idx?: unknown } {
  return typeof value === 'object' && value !== null;
}

function refuse(argument: string, expected: string, got: string): never {
  fail({ family: 'component', code: 'invalid_argument', component: 'SaveImage', argument, expected, got });
}

export const saveImage = component({
  ...arrayNames('SaveImage', 'io'),
  kind: 'transform',
  description: 'Saves an image as PNG, JPEG or TIFF, named after the file it was loaded from.',
  arguments: schema,
  create: (args) => new SaveImage(args),
});
