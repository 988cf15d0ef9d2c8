import * as tf from '@tensorflow/tfjs';
import { progress } from '../../engine/types/progress.js';
import { type BlendMode, importanceMap } from './importance-map.js';
import { coverage, WindowAssembly } from './window-assembly.js';
import { WindowBlend, type WindowProcess } from './window-blend.js';
import { type WindowGrid, windowGrid, windowPositions } from './window-grid.js';
import { type PaddingMode, pad, paddingTo } from './window-padding.js';

/** Where a window was cut: the image's index, then first and end position along each spatial axis. */
export type WindowCoordinates = readonly [image: number, ...ranges: (readonly [number, number])[]];

/** A network on windows, [windows, C, …]; the coordinates are given when `withCoord` asks for them. */
export type WindowPredictor = (windows: tf.Tensor, coordinates?: readonly WindowCoordinates[]) => tf.Tensor;

export interface SlidingWindowOptions {
  readonly roiSize: number | readonly (number | null)[];
  readonly swBatchSize: number;
  readonly overlap?: number | readonly number[];
  readonly mode?: BlendMode;
  readonly sigmaScale?: number | readonly number[];
  readonly paddingMode?: PaddingMode;
  readonly cval?: number;
  readonly progress?: boolean;
  /** Weights of a window's positions, row-major, instead of the mode's. */
  readonly roiWeightMap?: Float32Array | null;
  readonly processFn?: WindowProcess | null;
  readonly withCoord?: boolean;
}

/**
 * Applies a network window by window and blends what overlaps (MONAI's `sliding_window_inference`): 1 to 3 spatial axes, images smaller than a
 * window are padded and the result cropped again, and the network may change the resolution. It is made of tensor operations with gradients.
 * @param inputs [N, C, …] @returns [N, channels of the prediction, …]; the caller owns it
 * @throws BundleError invalid_argument, bad_input
 */
export function slidingWindowInference(
  inputs: tf.Tensor,
  predictor: WindowPredictor,
  options: SlidingWindowOptions,
): tf.Tensor {
  const size = inputs.shape.slice(2);
  const grid = windowGrid(size, options.roiSize, options.overlap ?? 0.25);
  const padding = paddingTo(size, grid.imageSize);
  const padded = padding.some(([before, after]) => before + after > 0);
  return tf.tidy(() => {
    const images = padded ? pad(inputs, padding, options.paddingMode ?? 'constant', options.cval ?? 0) : inputs;
    const blend = new WindowBlend(windowWeights(grid, options), grid.windowSize, options.processFn ?? null);
    const batches = windowBatches(inputs.shape[0] ?? 0, grid, options.swBatchSize);
    const bar = options.progress ? progress.start({ label: 'Sliding window', total: batches.length }) : undefined;
    const done: tf.Tensor[] = [];
    let outGrid = grid;
    let assembly: WindowAssembly | undefined;
    for (const batch of batches) {
      const windows = tf.tidy(() => cut(images, batch, grid));
      const prediction = tf.tidy(() => {
        const coordinates = options.withCoord ? batch.map((place) => coordinatesOf(place, grid)) : undefined;
        return blend.apply(predictor(windows, coordinates), windows);
      });
      if (!assembly) outGrid = scaled(grid, prediction.shape.slice(2));
      for (const [place, { last }] of batch.entries()) {
        assembly ??= new WindowAssembly(outGrid);
        const image = assembly.add(batch.length === 1 ? prediction : nth(prediction, place));
        if (image) done.push(image);
        if (last) assembly = new WindowAssembly(outGrid);
      }
      if (batch.length > 1) prediction.dispose();
      if (windows !== prediction) windows.dispose();
      bar?.tick();
    }
    bar?.done();
    const sum = done.length === 1 && done[0] ? done[0] : tf.concat(done, 0);
    const counts = coverage(outGrid, blend.outWeights);
    const once = counts.every((count) => count === 1);
    const mean = once ? sum : tf.div(sum, tf.tensor(counts, [1, 1, ...outGrid.imageSize]));
    blend.dispose();
    return padded ? crop(mean, padding, size, grid, outGrid) : mean;
  });
}

/** One window's weights; null where all are 1 and stay so. */
function windowWeights({ windowSize }: WindowGrid, options: SlidingWindowOptions): Float32Array | null {
  const { mode = 'constant', sigmaScale = 0.125, roiWeightMap, processFn } = options;
  if (roiWeightMap?.length === windowSize.reduce((product, extent) => product * extent, 1)) return roiWeightMap;
  return mode === 'constant' && !processFn ? null : importanceMap(windowSize, mode, sigmaScale);
}

interface WindowPlace {
  readonly image: number;
  readonly position: readonly number[];
  /** Whether it is the last window of its image. */
  readonly last: boolean;
}

function windowBatches(images: number, grid: WindowGrid, size: number): WindowPlace[][] {
  const positions = [...windowPositions(grid)];
  const places = Array.from({ length: images }, (_, image) =>
    positions.map((position, index) => ({ image, position, last: index === positions.length - 1 })),
  ).flat();
  return Array.from({ length: Math.ceil(places.length / size) }, (_, batch) =>
    places.slice(batch * size, (batch + 1) * size),
  );
}

function cut(images: tf.Tensor, batch: readonly WindowPlace[], { windowSize }: WindowGrid): tf.Tensor {
  const channels = images.shape[1] ?? 1;
  const windows = batch.map(({ image, position }) =>
    tf.slice(images, [image, 0, ...position], [1, channels, ...windowSize]),
  );
  return windows.length === 1 && windows[0] ? windows[0] : tf.concat(windows, 0);
}

function nth(batch: tf.Tensor, index: number): tf.Tensor {
  return tf.slice(
    batch,
    batch.shape.map((_, axis) => (axis === 0 ? index : 0)),
    batch.shape.map((extent, axis) => (axis === 0 ? 1 : extent)),
  );
}

function coordinatesOf({ image, position }: WindowPlace, { windowSize }: WindowGrid): WindowCoordinates {
  return [image, ...position.map((start, axis): [number, number] => [start, start + (windowSize[axis] ?? 0)])];
}

/** The grid in the resolution of the network's output. */
function scaled(grid: WindowGrid, outSize: readonly number[]): WindowGrid {
  if (sameShape(outSize, grid.windowSize)) return grid;
  const factor = outSize.map((extent, axis) => extent / (grid.windowSize[axis] ?? 1));
  return {
    windowSize: outSize,
    imageSize: grid.imageSize.map((extent, axis) => Math.trunc(extent * (factor[axis] ?? 1))),
    starts: grid.starts.map((starts, axis) => starts.map((start) => Math.trunc(start * (factor[axis] ?? 1)))),
  };
}

/** Cuts away what padding added, in the output's resolution. */
function crop(
  images: tf.Tensor,
  padding: ReturnType<typeof paddingTo>,
  size: readonly number[],
  grid: WindowGrid,
  outGrid: WindowGrid,
): tf.Tensor {
  const ranges = padding.map(([before], axis) => {
    const scale = (outGrid.windowSize[axis] ?? 1) / (grid.windowSize[axis] ?? 1);
    const begin = roundHalfEven(before * scale);
    const end = Math.min(roundHalfEven((before + (size[axis] ?? 0)) * scale), outGrid.imageSize[axis] ?? 0);
    return [begin, end - begin] as const;
  });
  const [count = 0, channels = 0] = images.shape;
  return tf.slice(
    images,
    [0, 0, ...ranges.map(([begin]) => begin)],
    [count, channels, ...ranges.map(([, extent]) => extent)],
  );
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
