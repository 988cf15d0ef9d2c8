import * as tf from '@tensorflow/tfjs';

type Kernel = tf.KernelConfig['kernelFunc'];

/** Puts a kernel of ours before tfjs's WebGPU kernel of that name, which it may call. */
export function wrapKernel(kernelName: string, wrap: (original: Kernel) => Kernel): void {
  const original = tf.getKernelsForBackend('webgpu').find((kernel) => kernel.kernelName === kernelName);
  if (!original) return;
  tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({ ...original, kernelFunc: wrap(original.kernelFunc) });
}

/** The one output of a kernel. */
export function only(result: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  const info = Array.isArray(result) ? result[0] : result;
  if (!info) throw new Error('the kernel gave no output');
  return info;
}

/** An input of a kernel by its name. */
export function inputOf(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const info = inputs[name];
  if (!info) throw new Error(`the kernel has no input "${name}"`);
  return info;
}

/** The same values under another shape. */
export function reshaped({ dataId, dtype }: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  return { dataId, dtype, shape: [...shape] };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
