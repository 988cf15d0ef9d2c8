import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { KeywordArguments, Nullable } from '../../../engine/registry/schema.js';
import { allocate, DType, type DTypeName, dtypes, type ImageArray, NdArray } from '../../../engine/types/index.js';
import { castData, numbers } from '../arrays/cast.js';
import { asImage, derive } from '../arrays/image.js';
import { contiguousStrides } from '../arrays/strided-copy.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';
import { axisOf } from './activations.js';

export const discreteKeywords = KeywordArguments(
  'dim: the axis of argmax and one-hot, 0 by default; keepdim: whether argmax keeps it, true by default; dtype: element ' +
    'type of the result, float32 by default. Others are ignored.',
);
export const Rounding = Type.Literal('torchrounding', {
  description: 'Rounds to whole numbers, halves to the even one.',
});

const schema = Type.Object({
  argmax: Type.Boolean({ default: false, description: 'Whether to take the index of the largest value along dim.' }),
  toOnehot: Nullable(Type.Integer({ minimum: 1, description: 'Number of classes of a one-hot format to convert to.' })),
  threshold: Nullable(Type.Number({ description: 'Values from here on become 1, others 0.' })),
  rounding: Nullable(Rounding),
  kwargs: discreteKeywords,
});

/**
 * Makes values discrete: argmax, one-hot, threshold and rounding (halves to the even neighbour), in this order, each if
 * wanted (MONAI `AsDiscrete`). The result is float32 unless `dtype` says otherwise.
 */
export class AsDiscrete extends Transform<NdArray, ImageArray> {
  readonly #options;
  readonly #dtype: DTypeName;

  constructor(options: Options<typeof schema> = {}) {
    super();
    this.#options = filled(schema, options);
    this.#dtype = dtypeOf(this.#options.kwargs.dtype);
  }

  /** @throws BundleError bad_input when it is no array, has no axis `dim`, or holds classes beyond `toOnehot` */
  apply(data: NdArray): ImageArray {
    const image = asImage(data, 'AsDiscrete');
    const { argmax, toOnehot, threshold, rounding, kwargs } = this.#options;
    const dim = kwargs.dim ?? 0;
    let result: NdArray = image;
    if (argmax) result = largestAlong(result, axisOf(result, dim, 'AsDiscrete'), kwargs.keepdim !== false);
    if (toOnehot !== null) result = oneHot(result, toOnehot, Number(dim), this.#dtype);
    if (threshold !== null) result = atLeast(result, threshold);
    if (rounding !== null) result = rounded(result);
    return derive(image, castData(result, this.#dtype), result.shape, this.#dtype);
  }
}

function dtypeOf(given: unknown): DTypeName {
  if (given === undefined || given === null) return 'float32';
  if (given instanceof DType) return given.name;
  const name = Object.keys(dtypes).find((known): known is DTypeName => known === given);
  if (name) return name;
  fail({
    family: 'component',
    code: 'invalid_argument',
    component: 'AsDiscrete',
    argument: 'dtype',
    expected: 'a dtype',
    got: JSON.stringify(given),
  });
}

function largestAlong(array: NdArray, axis: number, keepAxis: boolean): NdArray<'int32'> {
  const values = numbers(array);
  const extent = array.shape[axis] ?? 1;
  const stride = contiguousStrides(array.shape)[axis] ?? 1;
  const block = extent * stride;
  const indices = allocate('int32', values.length / extent);
  let next = 0;
  for (let start = 0; start < values.length; start += block) {
    for (let first = start; first < start + stride; first++) {
      let [best, largest] = [0, values[first] as number];
      for (let index = 1, at = first + stride; index < extent; index++, at += stride) {
        const value = values[at] as number;
        if (value > largest) [best, largest] = [index, value];
      }
      indices[next++] = best;
    }
  }
  const shape = keepAxis
    ? array.shape.map((length, index) => (index === axis ? 1 : length))
    : array.shape.filter((_, index) => index !== axis);
  return new NdArray(indices, shape, 'int32');
}

/** One plane for each class along `axis`, which must have one element (MONAI's `one_hot`). */
function oneHot(array: NdArray, classes: number, axis: number, dtype: DTypeName): NdArray {
  const given = [...array.shape];
  while (given.length < axis + 1) given.push(1);
  if (given[axis] !== 1) refuse(`axis ${axis} of an array of shape [${given.join(', ')}] must have one element`);
  const values = numbers(array);
  const stride = contiguousStrides(given)[axis] ?? 1;
  const planes = new Uint8Array(values.length * classes);
  for (let index = 0; index < values.length; index++) {
    const label = Math.trunc(values[index] as number);
    if (!(label >= 0 && label < classes)) refuse(`the class ${label} does not fit into to_onehot=${classes}`);
    const [block, place] = [Math.floor(index / stride), index % stride];
    planes[(block * classes + label) * stride + place] = 1;
  }
  const shape = given.map((length, index) => (index === axis ? classes : length));
  return new NdArray(castData(new NdArray(planes, shape, 'uint8'), dtype), shape, dtype);
}

function refuse(problem: string): never {
  fail({ family: 'component', code: 'bad_input', component: 'AsDiscrete', problem, fix: 'check to_onehot and dim' });
}

function atLeast(array: NdArray, threshold: number): NdArray<'bool'> {
  const values = numbers(array);
  const limit = array.dtype === 'float64' ? threshold : Math.fround(threshold);
  const result = allocate('bool', values.length);
  for (let index = 0; index < values.length; index++) result[index] = (values[index] as number) >= limit ? 1 : 0;
  return new NdArray(result, array.shape, 'bool');
}

function rounded(array: NdArray): NdArray {
  const result = Float64Array.from(numbers(array), (value) => {
    const floor = Math.floor(value);
    const rest = value - floor;
    if (rest !== 0.5) return Math.round(value);
    return floor % 2 === 0 ? floor : floor + 1;
  });
  return new NdArray(result, array.shape, 'float64');
}

export const asDiscrete = component({
  ...arrayNames('AsDiscrete', 'post'),
  kind: 'transform',
  description: 'Makes values discrete: argmax, one-hot, threshold, rounding.',
  arguments: schema,
  create: (args) => new AsDiscrete(args),
});
