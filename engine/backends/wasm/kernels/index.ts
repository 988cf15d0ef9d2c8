import * as tf from '@tensorflow/tfjs';
import { registerBatchMatMul } from './batch-mat-mul.js';
import { registerConv2DBackpropFilter } from './conv2d-backprop-filter.js';
import { registerConv2DBackpropInput } from './conv2d-backprop-input.js';
import { registerConv3D } from './conv3d.js';
import { registerLeakyRelu } from './leaky-relu.js';
import { registerMaxPool } from './max-pool.js';
import { borrowFromCpu } from './register.js';
import { registerTranspose } from './transpose.js';

/** Kernels of tfjs's cpu backend that its wasm backend lacks and the gradients of `tf.*` code can meet. */
const borrowed = [
  tf.DepthwiseConv2dNativeBackpropFilter,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.Einsum,
  tf.UnsortedSegmentSum,
];

let registered = false;

/** Completes tfjs's wasm backend for training, the first time it is called. */
export function registerWasmKernels(): void {
  if (registered) return;
  registered = true;
  registerBatchMatMul();
  registerConv2DBackpropFilter();
  registerConv2DBackpropInput();
  registerConv3D();
  registerLeakyRelu();
  registerMaxPool();
  registerTranspose();
  for (const name of borrowed) borrowFromCpu(name);
}
