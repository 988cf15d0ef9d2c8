import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Keys } from '../../../engine/registry/schema.js';
import { allocate, type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { withoutSmallHoles, withoutSmallObjects } from '../arrays/small-objects.js';
import { AllowMissingKeys, MapTransform, missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';

const schema = Type.Object({
  keys: Keys,
  nucPoints: Type.String({ default: 'nuc_points', description: 'Accepted for MONAI’s sake, which does not use it.' }),
  boundingBoxes: Type.String({
    default: 'bounding_boxes',
    description: 'Key of the boxes, as AddClickSignalsd adds them.',
  }),
  imgHeight: Type.String({ default: 'img_height', description: 'Key of the image’s height.' }),
  imgWidth: Type.String({ default: 'img_width', description: 'Key of the image’s width.' }),
  thresh: Type.Number({ default: 0.33, description: 'Values above it are nucleus. Fractions are cut off before.' }),
  minSize: Type.Integer({ minimum: 0, default: 10, description: 'Objects of fewer pixels are removed.' }),
  minHole: Type.Integer({ minimum: 0, default: 30, description: 'Holes of fewer pixels are filled.' }),
  doReconstruction: Type.Boolean({ default: false, description: 'Accepted for MONAI’s sake, which does not use it.' }),
  allowMissingKeys: AllowMissingKeys,
  predClasses: Type.String({ default: 'pred_classes', description: 'Key of a list with the class of each mask.' }),
});

/**
 * Puts the masks of patches [N, H, W] or [N, 1, H, W] together in one image [width, height], uint8, cleaned of small objects
 * and holes (MONAI NuClick `PostFilterLabeld`). A pixel has its mask's class (1 by default); later masks win.
 */
export class PostFilterLabeld extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema, 'keys'>) {
    super('PostFilterLabeld', options.keys, options.allowMissingKeys);
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when boxes and masks do not belong together */
  apply(sample: Sample): Sample {
    const { boundingBoxes, imgHeight, imgWidth, predClasses } = this.#options;
    const boxes = this.#lists(sample, boundingBoxes);
    const width = this.#number(sample, imgWidth);
    const height = this.#number(sample, imgHeight);
    const classes = sample[predClasses];
    const result = { ...sample };
    for (const key of this.keys) {
      if (!this.has(sample, key)) continue;
      const masks = asImage(sample[key], this.component);
      result[key] = this.#instanceMap(masks, boxes, width, height, Array.isArray(classes) ? classes : []);
    }
    return result;
  }

  #instanceMap(
    predictions: ImageArray,
    boxes: readonly (readonly number[])[],
    width: number,
    height: number,
    classes: readonly unknown[],
  ): ImageArray {
    const { thresh, minSize, minHole } = this.#options;
    const [count = 0, ...rest] = predictions.shape;
    const [rows = 1, columns = 1] = rest.slice(-2);
    if (boxes.length < count) this.#refuse(`there are ${count} masks, but ${boxes.length} boxes`);
    const whole = castData(predictions, 'uint8');
    const map = allocate('uint8', width * height);
    const area = whole.length / Math.max(1, count);
    for (let index = 0; index < count; index++) {
      const mask = whole.subarray(index * area, (index + 1) * area).map((value) => (value > thresh ? 1 : 0));
      const clean = withoutSmallHoles(withoutSmallObjects(mask, rest, minSize), rest, minHole);
      const [left = 0, top = 0, right = 0, bottom = 0] = boxes[index] ?? [];
      if (right - left !== rows || bottom - top !== columns) {
        this.#refuse(`mask ${index} is ${rows}×${columns}, its box ${right - left}×${bottom - top}`);
      }
      const value = classes[index];
      paste(map, width, height, clean, rows, columns, left, top, typeof value === 'number' ? value : 1);
    }
    return derive(predictions, map, [width, height], 'uint8');
  }

  #number(sample: Sample, key: string): number {
    if (!Object.hasOwn(sample, key)) missingKey(this.component, sample, key);
    const value = sample[key];
    const number = value instanceof NdArray ? numbers(value)[0] : value;
    return typeof number === 'number' ? number : this.#refuse(`"${key}" is no number`);
  }

  #lists(sample: Sample, key: string): number[][] {
    if (!Object.hasOwn(sample, key)) missingKey(this.component, sample, key);
    const value = sample[key];
    if (value instanceof NdArray) {
      const flat = Array.from(numbers(value));
      return Array.from({ length: flat.length / 4 }, (_, index) => flat.slice(4 * index, 4 * index + 4));
    }
    return Array.isArray(value) ? value.map((box) => (Array.isArray(box) ? box.map(Number) : [])) : [];
  }

  #refuse(problem: string): never {
    fail({
      family: 'component',
      code: 'bad_input',
      component: this.component,
      problem,
      fix: 'use the patches and boxes that AddClickSignalsd made, in their order',
    });
  }
}

/** Writes `value` where the mask is set; what lies outside of the map is left out. */
function paste(
  map: Uint8Array,
  width: number,
  height: number,
  mask: Uint8Array,
  rows: number,
  columns: number,
  left: number,
  top: number,
  value: number,
): void {
  for (let row = Math.max(0, -left); row < rows && left + row < width; row++) {
    for (let column = Math.max(0, -top); column < columns && top + column < height; column++) {
      if (mask[row * columns + column] === 1) map[(left + row) * height + top + column] = value;
    }
  }
}

export const postFilterLabeld = component({
  ...nuclickNames('PostFilterLabeld'),
  kind: 'transform',
  description: 'Cleans the masks of patches and puts them together in one image.',
  arguments: schema,
  create: (args) => new PostFilterLabeld(args),
});
