import * as tf from '@tensorflow/tfjs';

type Kernel = tf.KernelConfig['kernelFunc'];

const wrapped = new Set<string>();

/** Puts a kernel of ours before a tfjs backend's kernel of that name, which it may call. Done once in a process. */
export function wrapKernel(backendName: string, kernelName: string, wrap: (original: Kernel) => Kernel): void {
  const original = tf.getKernel(kernelName, backendName);
  const name = `${backendName} ${kernelName}`;
  if (!original || wrapped.has(name)) return;
  wrapped.add(name);
  tf.unregisterKernel(kernelName, backendName);
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

/** Runs another kernel of the backend. */
export function runKernel(
  kernelName: string,
  backend: object,
  inputs: tf.NamedTensorInfoMap,
  attrs: object,
): tf.TensorInfo {
  const kernel = tf.getKernel(kernelName, tf.getBackend());
  if (!kernel) throw new Error(`the backend has no kernel "${kernelName}"`);
  return only(kernel.kernelFunc({ inputs, attrs: { ...attrs }, backend }));
}

/** Releases the values of a tensor that a kernel made for itself. */
export function release(backend: object, { dataId }: tf.TensorInfo): void {
  if ('disposeData' in backend && typeof backend.disposeData === 'function') backend.disposeData(dataId);
}
