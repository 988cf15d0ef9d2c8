import { describe, expect, it } from 'vitest';
import { Philox } from '../../../../components/random/philox.js';
import { AddClickSignalsd } from '../../../../components/transforms/nuclick/add-click-signalsd.js';
import { AddPointGuidanceSignald } from '../../../../components/transforms/nuclick/add-point-guidance-signald.js';
import { ExtractPatchd } from '../../../../components/transforms/nuclick/extract-patchd.js';
import { PostFilterLabeld } from '../../../../components/transforms/nuclick/post-filter-labeld.js';
import { SplitLabeld } from '../../../../components/transforms/nuclick/split-labeld.js';
import { BundleError } from '../../../../engine/errors.js';
import { ImageArray } from '../../../../engine/types/index.js';

function ramp(...shape: number[]): ImageArray<'float32'> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return new ImageArray(
    Float32Array.from({ length: size }, (_, index) => index),
    shape,
    'float32',
  );
}

function zeros(...shape: number[]): ImageArray<'uint8'> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return new ImageArray(new Uint8Array(size), shape, 'uint8');
}

const random = new Philox(1);

describe('AddClickSignalsd', () => {
  it('repeats the edge of an image that is smaller than a patch', () => {
    const sample = { image: ramp(1, 3, 8), foreground: [[1, 6]] };
    const result = new AddClickSignalsd({ bbSize: 5 }).apply(sample);
    expect(result).toMatchObject({ bounding_boxes: [[-2, 3, 3, 8]], img_width: 3, img_height: 8 });
    const { image } = result;
    if (!(image instanceof ImageArray)) throw new Error('expected an image');
    expect(image.shape).toEqual([1, 3, 5, 5]);
    const rows = Array.from({ length: 5 }, (_, row) => Array.from(image.data.slice(5 * row, 5 * row + 5)));
    expect(rows).toEqual([
      [3, 4, 5, 6, 7],
      [3, 4, 5, 6, 7],
      [3, 4, 5, 6, 7],
      [11, 12, 13, 14, 15],
      [19, 20, 21, 22, 23],
    ]);
    expect(image.data.indexOf(1, 25) - 25).toBe(3 * 5 + 3);
  });

  it('makes patches that PostFilterLabeld puts back', () => {
    const sample = {
      image: ramp(1, 3, 8),
      foreground: [
        [1, 6],
        [0, 0],
      ],
    };
    const clicked = new AddClickSignalsd({ bbSize: 5 }).apply(sample);
    const pred = new ImageArray(new Float32Array(50).fill(1), [2, 5, 5], 'float32');
    const { pred: map } = new PostFilterLabeld({ keys: 'pred' }).apply({ ...clicked, pred, pred_classes: [2, 3] });
    expect(map).toMatchObject({ shape: [3, 8], dtype: 'uint8' });
    if (map instanceof ImageArray) expect([...map.data]).toEqual([...Array(3)].flatMap(() => [3, 3, 3, 3, 3, 2, 2, 2]));
  });

  it.each([[undefined], [[]], [[[99, 99]]], [[['a', 1]]], ['text']])(
    'needs clicks inside the image, not %j',
    (foreground) => {
      expect(() => new AddClickSignalsd({ bbSize: 4 }).apply({ image: ramp(1, 8, 8), foreground })).toThrow(
        BundleError,
      );
    },
  );
});

describe('AddPointGuidanceSignald', () => {
  it('leaves the channel empty when the label is, also with distances', () => {
    const sample = { image: ramp(1, 3, 3), label: zeros(1, 3, 3), others: zeros(1, 3, 3) };
    for (const useDistance of [true, false]) {
      const { image } = new AddPointGuidanceSignald({ useDistance }).apply(sample, random);
      if (!(image instanceof ImageArray)) throw new Error('expected an image');
      expect(image.shape).toEqual([3, 3, 3]);
      expect([...image.data.slice(9)]).toEqual(new Array(18).fill(0));
    }
  });

  it('refuses masks of another size', () => {
    const sample = { image: ramp(1, 3, 3), label: zeros(1, 3, 4), others: zeros(1, 3, 3) };
    expect(() => new AddPointGuidanceSignald().apply(sample, random)).toThrow(BundleError);
    const missing = { image: ramp(1, 3, 3), label: zeros(1, 3, 3) };
    expect(() => new AddPointGuidanceSignald().apply(missing, random)).toThrow(BundleError);
    expect(new AddPointGuidanceSignald({ addExclusionMap: false }).apply(missing, random).image).toMatchObject({
      shape: [2, 3, 3],
    });
  });
});

it('SplitLabeld takes one key', () => {
  expect(() => new SplitLabeld({ keys: ['a', 'b'] })).toThrow(BundleError);
});

it('ExtractPatchd pads an image that is smaller than the patch', () => {
  const sample = { image: ramp(1, 2, 3), centroid: [0, 0] };
  const { image } = new ExtractPatchd({ keys: 'image', patchSize: 4 }).apply(sample);
  expect(image).toMatchObject({ shape: [1, 4, 4] });
  if (image instanceof ImageArray) expect([...image.data]).toEqual([0, 0, 0, 0, 0, 1, 2, 0, 3, 4, 5, 0, 0, 0, 0, 0]);
});
