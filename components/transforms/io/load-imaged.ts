import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys, Nullable } from '../../../engine/registry/schema.js';
import { AllowMissingKeys, forEachKey, MapTransform } from '../map-transform.js';
import { dictionaryNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { LoadImage, loadArguments } from './load-image.js';

/** The arguments by which a dictionary transform finds metadata beside an image. */
export const metaArguments = {
  metaKeys: Nullable(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: 'Key, or one key for each image, of the metadata; by default the image’s key and the postfix.',
    }),
  ),
  metaKeyPostfix: Type.String({
    default: 'meta_dict',
    description: 'What follows the image’s key and an underscore in the key of its metadata.',
  }),
};

const { reader, imageOnly, dtype, ensureChannelFirst, simpleKeys, pruneMetaPattern, pruneMetaSep, expanduser } =
  loadArguments;
const schema = Type.Object({
  keys: Keys,
  reader,
  dtype,
  ...metaArguments,
  overwriting: Type.Boolean({ default: false, description: 'Whether metadata may replace an item of the same key.' }),
  imageOnly,
  ensureChannelFirst,
  simpleKeys,
  pruneMetaPattern,
  pruneMetaSep,
  allowMissingKeys: AllowMissingKeys,
  expanduser,
  args: loadArguments.args,
  kwargs: loadArguments.kwargs,
});

/**
 * Loads the files that a sample names under some keys (MONAI `LoadImaged`). With `imageOnly` false, the metadata of
 * `image` also appears as a mapping under `image_meta_dict`, with MONAI's names.
 */
export class LoadImaged extends MapTransform {
  readonly #options;
  readonly #loader: LoadImage;
  readonly #metaKeys: readonly string[];

  constructor(options: Options<typeof schema, 'keys'>) {
    super('LoadImaged', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
    const { metaKeys, metaKeyPostfix } = this.#options;
    this.#loader = new LoadImage({ ...this.#options, imageOnly: false });
    this.#metaKeys =
      metaKeys === null
        ? this.keys.map((key) => `${key}_${metaKeyPostfix}`)
        : forEachKey(metaKeys, this.keys, this.component, 'meta_keys');
  }

  /** @throws BundleError bad_input, file_missing, unreadable_file, bad_layout */
  apply(sample: Sample): Sample | Promise<Sample> {
    const result = { ...sample };
    const waiting: Promise<void>[] = [];
    for (const [index, key] of this.keys.entries()) {
      if (!this.has(sample, key)) continue;
      const place = (loaded: unknown): void => this.#place(result, key, this.#metaKeys[index] ?? key, loaded);
      const loaded = this.#loader.apply(sample[key]);
      if (loaded instanceof Promise) waiting.push(loaded.then(place));
      else place(loaded);
    }
    return waiting.length > 0 ? Promise.all(waiting).then(() => result) : result;
  }

  #place(result: Sample, key: string, metaKey: string, loaded: unknown): void {
    const [image, meta]: unknown[] = Array.isArray(loaded) ? loaded : [loaded];
    result[key] = image;
    if (this.#options.imageOnly) return;
    if (Object.hasOwn(result, metaKey) && !this.#options.overwriting) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: this.component,
        problem: `the sample has "${metaKey}" already`,
        fix: 'set overwriting to true, or give other meta_keys',
      });
    }
    result[metaKey] = meta;
  }
}

export const loadImaged = component({
  ...dictionaryNames('LoadImage', 'io'),
  kind: 'transform',
  description: 'Loads the image files that a sample names under some keys.',
  arguments: schema,
  create: (args) => new LoadImaged(args),
});
