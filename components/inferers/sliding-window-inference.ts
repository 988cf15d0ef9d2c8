import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';
import { slidingWindowInference as infer, type WindowPredictor } from './sliding-window.js';
import { slidingWindowArguments } from './sliding-window-inferer.js';
import type { WindowProcess } from './window-blend.js';

type Predictor = WindowPredictor | { forward: WindowPredictor };

const {
  roiSize,
  overlap,
  mode,
  sigmaScale,
  paddingMode,
  cval,
  swDevice,
  device,
  progress,
  bufferSteps,
  bufferDim,
  withCoord,
} = slidingWindowArguments;

export const slidingWindowInference = component({
  name: 'sliding_window_inference',
  modules: ['monai.inferers', 'monai.inferers.utils'],
  kind: 'function',
  description: 'Applies a network to a tensor window by window and blends what overlaps.',
  arguments: Type.Object({
    inputs: Instance<tf.Tensor>('a tensor', (value) => value instanceof tf.Tensor, {
      description: 'The input, [N, C, …].',
    }),
    roiSize,
    swBatchSize: Type.Integer({ minimum: 1, description: 'Windows that go through the network at once.' }),
    predictor: Instance<Predictor>(
      'a network or a function',
      (value) => typeof value === 'function' || (typeof value === 'object' && value !== null && 'forward' in value),
      { description: 'The network.' },
    ),
    overlap,
    mode,
    sigmaScale,
    paddingMode,
    cval,
    swDevice,
    device,
    progress,
    roiWeightMap: Nullable(
      Instance<NdArray>('an array', (value) => value instanceof NdArray, {
        description: "Weights of a window's positions, instead of the mode's.",
      }),
    ),
    processFn: Nullable(
      Callback<WindowProcess>('Changes a prediction and its weights: (prediction, windows, weights).'),
    ),
    bufferSteps,
    bufferDim,
    withCoord,
  }),
  create: ({ inputs, predictor, roiWeightMap, ...options }) =>
    infer(inputs, typeof predictor === 'function' ? predictor : (windows, at) => predictor.forward(windows, at), {
      ...options,
      roiWeightMap: roiWeightMap ? Float32Array.from(roiWeightMap.data, Number) : null,
    }),
});
