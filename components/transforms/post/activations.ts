import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Instance, KeywordArguments } from '../../../engine/registry/schema.js';
import { allocate, type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { contiguousStrides } from '../arrays/strided-copy.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

/** An activation of the user's own: array in, array out. */
export type ArrayFunction = (array: NdArray) => unknown;

const schema = Type.Object({
  sigmoid: Type.Boolean({ default: false, description: 'Whether to apply the logistic function.' }),
  softmax: Type.Boolean({
    default: false,
    description: 'Whether to apply softmax along dim (the channels by default).',
  }),
  other: Instance<ArrayFunction | null>('a function', (value) => value === null || typeof value === 'function', {
    default: null,
    description: 'Another activation: a function of the array.',
  }),
  kwargs: KeywordArguments('dim: the axis of softmax, 0 by default. Others are ignored.'),
});

/** Turns a network's output into probabilities, in float32; the result has the input's dtype (MONAI `Activations`). */
export class Activations extends Transform<NdArray, ImageArray> {
  readonly #options;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
  }

  /** @throws BundleError bad_input when it is no array, or has no axis `dim` */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'Activations');
    const { sigmoid, softmax, other, kwargs } = this.#options;
    let values = Float32Array.from(numbers(image));
    if (sigmoid) values = sigmoidOf(values);
    if (softmax) softmaxInPlace(values, image.shape, axisOf(image, kwargs.dim ?? 0, 'Activations'));
    let result: NdArray = new NdArray(values, image.shape, 'float32');
    if (other) {
      const made = other(derive(image, values, image.shape, 'float32'));
      if (!(made instanceof NdArray)) {
        fail({
          family: 'component',
          code: 'bad_input',
          component: 'Activations',
          problem: 'the function given as "other" did not return an array',
          fix: 'return an array',
        });
      }
      result = made;
    }
    return derive(image, castData(result, image.dtype), result.shape, image.dtype);
  }
}

/** The axis that `dim` means; negative ones count from the last. */
export function axisOf(array: NdArray, dim: unknown, component: string): number {
  const rank = array.shape.length;
  const axis = typeof dim === 'number' && dim < 0 ? dim + rank : dim;
  if (typeof axis === 'number' && Number.isInteger(axis) && axis >= 0 && axis < rank) return axis;
  fail({
    family: 'component',
    code: 'bad_input',
    component,
    problem: `an array of shape [${array.shape.join(', ')}] has no axis ${String(dim)}`,
    fix: `give dim from 0 to ${rank - 1}`,
  });
}

function sigmoidOf(values: Float32Array): Float32Array<ArrayBuffer> {
  const result = allocate('float32', values.length);
  for (let index = 0; index < values.length; index++) result[index] = 1 / (1 + Math.exp(-(values[index] as number)));
  return result;
}

function softmaxInPlace(values: Float32Array, shape: readonly number[], axis: number): void {
  const extent = shape[axis] ?? 1;
  const stride = contiguousStrides(shape)[axis] ?? 1;
  const block = extent * stride;
  for (let start = 0; start < values.length; start += block) {
    for (let first = start; first < start + stride; first++) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let at = first; at < first + block; at += stride) largest = Math.max(largest, values[at] as number);
      let sum = 0;
      for (let at = first; at < first + block; at += stride) {
        const power = Math.exp((values[at] as number) - largest);
        values[at] = power;
        sum += power;
      }
      for (let at = first; at < first + block; at += stride) values[at] = (values[at] as number) / sum;
    }
  }
}

export const activations = component({
  ...arrayNames('Activations', 'post'),
  kind: 'transform',
  description: 'Applies sigmoid, softmax or another activation.',
  arguments: schema,
  create: (args) => new Activations(args),
});
