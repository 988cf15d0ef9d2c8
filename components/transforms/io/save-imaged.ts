import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import type { ImageMeta } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { AllowMissingKeys, forEachKey, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { metaArguments } from './load-imaged.js';
import { metaFromDict } from './meta-dict.js';
import { SaveImage, saveArguments } from './save-image.js';

const { outputDtype, squeezeEndDims, dataRootDir, separateFolder, printLog, outputFormat, writer, ...others } =
  saveArguments;
const { outputDir, outputPostfix, outputExt, resample, mode, paddingMode, scale, dtype, ...last } = others;
const schema = Type.Object({
  keys: Keys,
  metaKeys: metaArguments.metaKeys,
  metaKeyPostfix: Type.Union([Type.String(), Type.Null()], {
    default: 'meta_dict',
    description: 'What follows the image’s key and an underscore in the key of its metadata; null looks for none.',
  }),
  outputDir,
  outputPostfix,
  outputExt,
  resample,
  mode,
  paddingMode,
  scale,
  dtype,
  outputDtype,
  allowMissingKeys: AllowMissingKeys,
  squeezeEndDims,
  dataRootDir,
  separateFolder,
  printLog,
  outputFormat,
  writer,
  ...last,
});

/** Saves the images under some keys (MONAI `SaveImaged`); the sample stays as it is. */
export class SaveImaged extends MapTransform {
  readonly #saver: SaveImage;
  readonly #metaKeys: readonly (string | null)[];

  /** @throws BundleError invalid_argument for a format that cannot be written */
  constructor(options: Options<typeof schema, 'keys'>) {
    super('SaveImaged', options.keys, options.allowMissingKeys);
    const { metaKeys, metaKeyPostfix, keys: _, allowMissingKeys: __, ...saving } = filled(schema, options);
    this.#saver = new SaveImage(saving);
    this.#metaKeys =
      metaKeys === null
        ? this.keys.map((key) => (metaKeyPostfix === null ? null : `${key}_${metaKeyPostfix}`))
        : forEachKey(metaKeys, this.keys, this.component, 'meta_keys');
  }

  /** @throws BundleError bad_input when an item is no picture; unwritable_file */
  async apply(sample: Sample): Promise<Sample> {
    const result = { ...sample };
    for (const [index, key] of this.keys.entries()) {
      if (!this.has(sample, key)) continue;
      const metaKey = this.#metaKeys[index];
      const meta = metaKey === undefined || metaKey === null ? undefined : metaOf(sample[metaKey]);
      result[key] = await this.#saver.save(asImage(sample[key], this.component), meta);
    }
    return result;
  }
}

function metaOf(value: unknown): ImageMeta | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return metaFromDict(Object.fromEntries(Object.entries(value)));
}

export const saveImaged = component({
  ...dictionaryNames('SaveImage', 'io'),
  kind: 'transform',
  description: 'Saves the images under some keys as PNG, JPEG or TIFF.',
  arguments: schema,
  create: (args) => new SaveImaged(args),
});
