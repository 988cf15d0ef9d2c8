import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { allocate, type ImageArray, type Random } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { chessboardDepths } from '../arrays/chessboard-distance.js';
import { gaussianFilter } from '../arrays/gaussian-filter.js';
import { asImage, derive } from '../arrays/image.js';
import { MapTransform, missingKey } from '../map-transform.js';
import { nuclickNames } from '../names.js';
import { filled, type Options } from '../options.js';
import type { Sample } from '../transform.js';
import { centroids } from './centroids.js';

export const signalArguments = {
  gaussian: Type.Boolean({ default: false, description: 'Whether points become Gaussian spots.' }),
  sigma: Type.Number({ exclusiveMinimum: 0, default: 1, description: 'Standard deviation of the spots, in pixels.' }),
  truncated: Type.Number({
    exclusiveMinimum: 0,
    default: 2,
    description: 'How many standard deviations the spots reach.',
  }),
  addExclusionMap: Type.Boolean({ default: true, description: 'Whether other nuclei get a signal channel, too.' }),
};

const schema = Type.Object({
  image: Type.String({ default: 'image', description: 'Key of the image.' }),
  label: Type.String({ default: 'label', description: 'Key of the nucleus’ mask.' }),
  others: Type.String({ default: 'others', description: 'Key of the other nuclei, numbered from 1.' }),
  dropRate: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.5,
    description: 'Probability of leaving out the exclusion points altogether, and each of them.',
  }),
  jitterRange: Type.Integer({ minimum: 0, default: 0, description: 'How far exclusion points move, in pixels.' }),
  ...signalArguments,
  useDistance: Type.Boolean({
    default: false,
    description: 'Whether points deep inside the nucleus are preferred; otherwise all its pixels are alike.',
  }),
});

/**
 * Adds to an image [C, W, H] a channel with a random point of its nucleus and, with `addExclusionMap`, one with the
 * centroids of the other nuclei (MONAI NuClick `AddPointGuidanceSignald`). The dtype stays.
 *
 * Draws one number for the point (none when the label is empty: its channel is then empty, where MONAI fails with
 * `useDistance`), one for leaving out all exclusion points, and for each other nucleus one for leaving it out and two
 * whole ones for its jitter.
 */
export class AddPointGuidanceSignald extends MapTransform {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    const all = filled(schema, options);
    super('AddPointGuidanceSignald', all.image);
    this.#options = all;
  }

  override get isRandom(): boolean {
    return true;
  }

  /** @throws BundleError bad_input for missing keys, or a label of another size than the image */
  apply(sample: Sample, random: Random): Sample {
    const { image: imageKey, label: labelKey, others: othersKey, addExclusionMap } = this.#options;
    const image = this.#array(sample, imageKey);
    const label = this.#array(sample, labelKey);
    const [rows = 1, columns = 1] = image.shape.slice(1);
    this.#checkSize(label, labelKey, rows, columns);
    const signals = [this.#inclusionPoints(label, rows, columns, random)];
    if (addExclusionMap) {
      const others = this.#array(sample, othersKey);
      this.#checkSize(others, othersKey, rows, columns);
      signals.push(this.#exclusionPoints(others, rows, columns, random));
    }
    return { ...sample, [imageKey]: this.#withSignals(image, signals, rows, columns) };
  }

  #array(sample: Sample, key: string): ImageArray {
    if (!Object.hasOwn(sample, key)) missingKey(this.component, sample, key);
    return asImage(sample[key], this.component);
  }

  #checkSize(array: ImageArray, key: string, rows: number, columns: number): void {
    if (array.shape.length === 3 && array.shape[1] === rows && array.shape[2] === columns) return;
    fail({
      family: 'component',
      code: 'bad_input',
      component: this.component,
      problem: `"${key}" has shape [${array.shape.join(', ')}], the image has [C, ${rows}, ${columns}]`,
      fix: 'image, label and others must be channel-first and of the same size',
    });
  }

  /** Flat indices of the points to mark. */
  #inclusionPoints(label: ImageArray, rows: number, columns: number, random: Random): number[] {
    const mask = numbers(label).subarray(0, rows * columns);
    const { indices, depths } = chessboardDepths(mask, rows, columns);
    if (indices.length === 0) return [];
    const chosen = this.#options.useDistance
      ? drawByDepth(depths, random.uniform())
      : random.integer(0, indices.length);
    return [indices[chosen] ?? 0];
  }

  #exclusionPoints(others: ImageArray, rows: number, columns: number, random: Random): number[] {
    const { dropRate, jitterRange } = this.#options;
    const points: number[] = [];
    if (random.uniform() < dropRate) return points;
    for (const [x, y] of centroids(numbers(others).subarray(0, rows * columns), columns)) {
      if (random.uniform() < dropRate) continue;
      let [row, column] = [Math.floor(x), Math.floor(y)];
      if (jitterRange > 0) {
        row = clamp(row + random.integer(-jitterRange, jitterRange), rows);
        column = clamp(column + random.integer(-jitterRange, jitterRange), columns);
      }
      points.push(row * columns + column);
    }
    return points;
  }

  /** `image` with a channel of its own dtype for each list of points. */
  #withSignals(image: ImageArray, signals: readonly (readonly number[])[], rows: number, columns: number): ImageArray {
    const { gaussian, sigma, truncated } = this.#options;
    const area = rows * columns;
    const shape = [(image.shape[0] ?? 0) + signals.length, ...image.shape.slice(1)];
    const kind = image.dtype === 'int64' ? 'float64' : image.dtype;
    const data = allocate(kind, image.size + signals.length * area);
    data.set(numbers(image));
    for (const [index, points] of signals.entries()) {
      const start = image.size + index * area;
      if (gaussian && points.length > 0) {
        const map = new Float32Array(area);
        for (const point of points) map[point] = 1;
        data.set(gaussianFilter(map, rows, columns, sigma, truncated), start);
      } else {
        for (const point of points) data[start + point] = 1;
      }
    }
    const extended = derive(image, data, shape, kind);
    return derive(image, castData(extended, image.dtype), shape, image.dtype);
  }
}

/** The place of a uniform draw in 0…1 when a pixel of depth d has weight e^d − 1 (NumPy's `choice` with probabilities). */
function drawByDepth(depths: Int32Array, draw: number): number {
  let deepest = 0;
  for (let index = 0; index < depths.length; index++) deepest = Math.max(deepest, depths[index] as number);
  // Scaled by e^-deepest, which cancels out, so that large nuclei do not overflow. Without background all weigh the same.
  const scale = Math.exp(-deepest);
  const weights = Float64Array.from({ length: deepest + 1 }, (_, depth) => Math.exp(depth - deepest) - scale);
  let total = 0;
  for (let index = 0; index < depths.length; index++) total += weightOf(weights, depths[index] as number);
  const wanted = draw * total;
  let sum = 0;
  for (let index = 0; index < depths.length; index++) {
    sum += weightOf(weights, depths[index] as number);
    if (sum > wanted) return index;
  }
  return depths.length - 1;
}

function weightOf(weights: Float64Array, depth: number): number {
  return depth < 0 ? 1 : (weights[depth] as number);
}

function clamp(place: number, extent: number): number {
  return Math.min(Math.max(0, place), extent - 1);
}

export const addPointGuidanceSignald = component({
  ...nuclickNames('AddPointGuidanceSignald'),
  kind: 'transform',
  description: 'Adds channels with a random point of the nucleus and with points of the other nuclei.',
  arguments: schema,
  create: (args) => new AddPointGuidanceSignald(args),
});
