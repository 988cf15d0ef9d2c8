import { expect, test } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { NormalizeIntensity } from '../../../components/transforms/intensity/normalize-intensity.js';
import { RandGaussianNoised } from '../../../components/transforms/intensity/rand-gaussian-noised.js';
import { ScaleIntensityRange } from '../../../components/transforms/intensity/scale-intensity-range.js';
import { FilterImaged } from '../../../components/transforms/nuclick/filter-imaged.js';
import { Activations } from '../../../components/transforms/post/activations.js';
import { AsDiscrete } from '../../../components/transforms/post/as-discrete.js';
import { AsDiscreted } from '../../../components/transforms/post/as-discreted.js';
import { KeepLargestConnectedComponent } from '../../../components/transforms/post/keep-largest-connected-component.js';
import { Flip } from '../../../components/transforms/spatial/flip.js';
import { Rotate90 } from '../../../components/transforms/spatial/rotate90.js';
import { ColorJitter } from '../../../components/transforms/torchvision/color-jitter.js';
import { RandTorchVision } from '../../../components/transforms/torchvision/rand-torch-vision.js';
import { CastToTyped } from '../../../components/transforms/utility/cast-to-typed.js';
import { ConcatItemsd } from '../../../components/transforms/utility/concat-itemsd.js';
import { CopyItemsd } from '../../../components/transforms/utility/copy-itemsd.js';
import { DeleteItemsd } from '../../../components/transforms/utility/delete-itemsd.js';
import { EnsureChannelFirst } from '../../../components/transforms/utility/ensure-channel-first.js';
import { Lambda } from '../../../components/transforms/utility/lambda.js';
import { SqueezeDim } from '../../../components/transforms/utility/squeeze-dim.js';
import { BundleError } from '../../../engine/errors.js';
import { type DTypeName, ImageArray, NdArray } from '../../../engine/types/index.js';

const random = new Philox(1);
const image = (...shape: number[]): ImageArray => {
  const { data } = NdArray.zeros(shape, 'float32');
  return new ImageArray<DTypeName>(data, shape, 'float32');
};
const labels = new ImageArray(Uint8Array.of(0, 1, 5, 2), [1, 2, 2], 'uint8');
const notAnArray: unknown = 'text';

const cases: [string, string, () => unknown][] = [
  ['channels nobody knows', 'bad_input', () => new EnsureChannelFirst().apply(image(2, 3))],
  ['a channel axis that is not there', 'bad_input', () => new EnsureChannelFirst({ channelDim: 3 }).apply(image(2, 3))],
  ['a spatial axis that is not there', 'bad_input', () => new Flip({ spatialAxis: 2 }).apply(image(1, 2, 3))],
  ['one axis twice', 'bad_input', () => new Rotate90({ spatialAxes: [0, 0] }).apply(image(1, 2, 3))],
  ['a plane without channels', 'bad_input', () => new Rotate90().apply(image(2, 3))],
  ['an axis of two elements', 'bad_input', () => new SqueezeDim().apply(image(2, 3))],
  ['an image of two channels', 'bad_input', () => new ColorJitter({ hue: 0.1 }).apply(image(2, 4, 4), random)],
  ['too much hue', 'invalid_argument', () => new ColorJitter({ hue: 0.6 })],
  ['a reversed range', 'invalid_argument', () => new ColorJitter({ contrast: [2, 1] })],
  ['another torchvision transform', 'invalid_argument', () => new RandTorchVision({ name: 'RandomCrop' })],
  ['an unknown option', 'unknown_argument', () => new RandTorchVision({ name: 'ColorJitter', kwargs: { gamma: 1 } })],
  [
    'an option that is no number',
    'invalid_argument',
    () => new RandTorchVision({ name: 'ColorJitter', kwargs: { hue: 'a' } }),
  ],
  [
    'softmax along an axis that is not there',
    'bad_input',
    () => new Activations({ softmax: true, kwargs: { dim: 4 } }).apply(image(2, 3)),
  ],
  ['classes beyond the one-hot format', 'bad_input', () => new AsDiscrete({ toOnehot: 3 }).apply(labels)],
  ['one-hot of several channels', 'bad_input', () => new AsDiscrete({ toOnehot: 3 }).apply(image(2, 3))],
  ['a dtype that does not exist', 'invalid_argument', () => new AsDiscrete({ kwargs: { dtype: 'float33' } })],
  [
    'three thresholds for two keys',
    'invalid_argument',
    () => new AsDiscreted({ keys: ['a', 'b'], threshold: [1, 2, 3] }),
  ],
  [
    'three dtypes for two keys',
    'invalid_argument',
    () => new CastToTyped({ keys: ['a', 'b'], dtype: ['uint8', 'uint8', 'uint8'] }),
  ],
  [
    'labels of several channels',
    'bad_input',
    () => new KeepLargestConnectedComponent({ isOnehot: false }).apply(image(2, 3, 3)),
  ],
  [
    'a channel that is not there',
    'bad_input',
    () => new KeepLargestConnectedComponent({ appliedLabels: 7 }).apply(image(2, 3, 3)),
  ],
  [
    'two means for three channels',
    'bad_input',
    () => new NormalizeIntensity({ subtrahend: [1, 2], channelWise: true }).apply(image(3, 2)),
  ],
  [
    'items of different sizes',
    'bad_input',
    () => new RandGaussianNoised({ keys: ['a', 'b'], prob: 1 }).apply({ a: image(2), b: image(3) }, random),
  ],
  [
    'shapes that do not fit',
    'bad_input',
    () => new ConcatItemsd({ keys: ['a', 'b'], name: 'c' }).apply({ a: image(1, 2), b: image(1, 3) }),
  ],
  ['a name that is taken', 'bad_input', () => new CopyItemsd({ keys: 'a', names: 'b' }).apply({ a: 1, b: 2 })],
  ['too few names', 'invalid_argument', () => new CopyItemsd({ keys: ['a', 'b'], names: 'c' })],
  ['a path through no mapping', 'bad_input', () => new DeleteItemsd({ keys: 'a.b' }).apply({ a: 1 })],
  ['no function', 'bad_input', () => new Lambda().apply(1)],
  ['a grey image', 'bad_input', () => new FilterImaged({ keys: 'a' }).apply({ a: image(4, 4) })],
  ['text', 'bad_input', () => new ScaleIntensityRange({ aMin: 0, aMax: 1 }).apply(Object(notAnArray))],
];

test.each(cases)('refuses %s', (_, code, action) => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(BundleError);
    expect(error).toMatchObject({ code });
    expect(error).toMatchObject({ fix: expect.any(String) });
    return;
  }
  throw new Error('expected a failure');
});
