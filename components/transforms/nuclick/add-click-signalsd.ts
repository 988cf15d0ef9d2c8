import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { gaussianFilter } from '../arrays/gaussian-filter.js';
import { asImage, derive, needRank } from '../arrays/image.js';
import { joinAlong } from '../arrays/join.js';
import { missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { type Sample, Transform } from '../transform.js';
import { signalArguments } from './add-point-guidance-signald.js';

const schema = Type.Object({
  image: Type.String({ default: 'image', description: 'Key of the image.' }),
  foreground: Type.String({ default: 'foreground', description: 'Key of the clicks: a list of points [x, y].' }),
  bbSize: Type.Integer({ minimum: 1, default: 128, description: 'Side of the patch around each click, in pixels.' }),
  ...signalArguments,
});

/** A square around a click: [first row, first column, row after the last, column after the last]. */
export type BoundingBox = readonly [top: number, left: number, bottom: number, right: number];

type Click = readonly [x: number, y: number];

/**
 * Cuts a patch around each click out of an image [C, W, H], with a channel that marks its own click and, with
 * `addExclusionMap`, one for the other clicks (MONAI NuClick `AddClickSignalsd`). The image becomes
 * [clicks, C + 1 or 2, bbSize, bbSize]; `bounding_boxes`, `img_width` and `img_height` are added. Patches are shifted to lie
 * inside; where the image is smaller than a patch its edge is repeated (MONAI returns patches of a wrong size there).
 *
 * Clicks are relative to the sample's `location`, if it has one; those outside of the image are ignored.
 */
export class AddClickSignalsd extends Transform {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when there is no image, or no click inside it */
  apply(sample: Sample): Sample {
    const { image: imageKey, foreground, bbSize } = this.#options;
    if (!Object.hasOwn(sample, imageKey)) missingKey('AddClickSignalsd', sample, imageKey);
    const image = asImage(sample[imageKey], 'AddClickSignalsd');
    needRank(image, 3, 'AddClickSignalsd', '[C, W, H]');
    const [width = 1, height = 1] = image.shape.slice(-2);
    const [tx = 0, ty = 0] = pointOf(sample.location) ?? [];
    const clicks = pointsOf(sample[foreground])
      .map(([x, y]): Click => [Math.trunc(x - tx), Math.trunc(y - ty)])
      .filter(([x, y]) => x >= 0 && x < width && y >= 0 && y < height);
    if (clicks.length === 0) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'AddClickSignalsd',
        problem: `the sample has no click inside its image of ${width}×${height}`,
        fix: `put points [x, y] under "${foreground}"`,
      });
    }
    const boxes = clicks.map(([x, y]): BoundingBox => {
      const [left, right] = sideOf(x, width, bbSize);
      const [top, bottom] = sideOf(y, height, bbSize);
      return [left, top, right, bottom];
    });
    const patches = boxes.map((box, index) => this.#patch(image, clicks, index, box));
    const joined = joinAlong(0, patches);
    return {
      ...sample,
      [imageKey]: derive(image, joined.data, joined.shape, joined.dtype),
      bounding_boxes: boxes.map((box) => [...box]),
      img_width: width,
      img_height: height,
    };
  }

  /** One patch, [1, C + signals, bbSize, bbSize]. */
  #patch(image: ImageArray, clicks: readonly Click[], index: number, box: BoundingBox): NdArray {
    const { bbSize, addExclusionMap } = this.#options;
    const own = clicks[index] ?? [0, 0];
    const [left, top] = box;
    const area = bbSize * bbSize;
    const channels = image.shape[0] ?? 1;
    const patch = new Float64Array((channels + (addExclusionMap ? 2 : 1)) * area);
    cutOut(image, left, top, bbSize, patch);
    patch.set(this.#signal([own], left, top), channels * area);
    if (addExclusionMap) {
      const others = clicks.filter(([x, y]) => x !== own[0] || y !== own[1]);
      patch.set(this.#signal(others, left, top), (channels + 1) * area);
    }
    const shape = [1, patch.length / area, bbSize, bbSize];
    const exact = new NdArray(patch, shape, 'float64');
    return new NdArray(castData(exact, image.dtype), shape, image.dtype);
  }

  #signal(clicks: readonly Click[], left: number, top: number): Float32Array {
    const { bbSize, gaussian, sigma, truncated } = this.#options;
    const map = new Float32Array(bbSize * bbSize);
    for (const [x, y] of clicks) {
      const [row, column] = [x - left, y - top];
      if (row >= 0 && row < bbSize && column >= 0 && column < bbSize) map[row * bbSize + column] = 1;
    }
    return gaussian && map.includes(1) ? gaussianFilter(map, bbSize, bbSize, sigma, truncated) : map;
  }
}

/** Where a patch of `size` around `click` begins and ends; it begins below 0 only where the image is smaller. */
function sideOf(click: number, extent: number, size: number): [start: number, end: number] {
  const wanted = Math.max(0, click - Math.floor(size / 2));
  const end = Math.min(wanted + size, extent);
  return [end - size, end];
}

/** The square at [left, top] of every channel; beyond the edge its nearest pixel is repeated. */
function cutOut(image: ImageArray, left: number, top: number, size: number, target: Float64Array): void {
  const [channels = 1, rows = 1, columns = 1] = image.shape;
  const source = numbers(image);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = left; row < left + size; row++) {
      const line = (channel * rows + Math.max(0, row)) * columns;
      for (let column = top; column < top + size; column++) {
        target[at++] = source[line + Math.max(0, column)] as number;
      }
    }
  }
}

/** The clicks of a sample: points in nested lists, or an array [N, 2]. */
function pointsOf(value: unknown): Click[] {
  if (value instanceof NdArray) {
    const coordinates = numbers(value);
    return Array.from(
      { length: coordinates.length / 2 },
      (_, index): Click => [coordinates[2 * index] ?? 0, coordinates[2 * index + 1] ?? 0],
    );
  }
  if (value === undefined || value === null) return [];
  const points = Array.isArray(value) ? value.map(pointOf) : [undefined];
  return points.map((point) => {
    if (point) return point;
    return fail({
      family: 'component',
      code: 'bad_input',
      component: 'AddClickSignalsd',
      problem: 'clicks must be a list of points',
      fix: 'write them as [[x, y], …]',
    });
  });
}

function pointOf(value: unknown): Click | undefined {
  const items: readonly unknown[] =
    value instanceof NdArray ? Array.from(numbers(value)) : Array.isArray(value) ? value : [];
  const [x, y] = items;
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined;
}

export const addClickSignalsd = component({
  ...nuclickNames('AddClickSignalsd'),
  kind: 'transform',
  description: 'Cuts a patch around each click out of an image and adds channels that mark the clicks.',
  arguments: schema,
  create: (args) => new AddClickSignalsd(args),
});
