import * as tf from '@tensorflow/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** What a kernel of ours computes from tensors and attributes. Tensors it makes on the way are released. */
type Compute<Attributes> = (
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Partial<Attributes>,
  backend: BackendWasm,
) => tf.Tensor;

/**
 * Puts a kernel of ours in the place of tfjs's on the wasm backend, or where it has none. The kernel speaks tfjs's own
 * interface, so tfjs's gradients and everything written in `tf.*` use it.
 */
export function replaceKernel<Attributes>(kernelName: string, compute: Compute<Attributes>): void {
  const replaced = tf.getKernel(kernelName, 'wasm');
  if (replaced) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    // The replaced kernel may still be called by ours.
    setupFunc: replaced?.setupFunc,
    kernelFunc({ inputs, attrs, backend }) {
      return tf.tidy(() => compute(asTensors(inputs), (attrs ?? {}) as Partial<Attributes>, asWasm(backend)));
    },
  });
}

/**
 * Gives the wasm backend a kernel that only tfjs's cpu backend has: inputs and outputs are copied. For kernels that are rarely
 * used; without this they would be missing.
 */
export function borrowFromCpu(kernelName: string): void {
  if (tf.getKernel(kernelName, 'wasm')) return;
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, attrs, backend }) {
      return runOnCpu(kernelName, asTensors(inputs), attrs ?? {}, asWasm(backend));
    },
  });
}

/** Runs tfjs's cpu kernel on tensors of the wasm backend. */
export function runOnCpu(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: tf.NamedAttrMap,
  backend: BackendWasm,
): tf.TensorInfo {
  const cpu = tf.findBackend('cpu');
  const kernel = tf.getKernel(kernelName, 'cpu');
  const borrowed: Record<string, tf.TensorInfo> = {};
  for (const [name, { dataId, shape, dtype }] of Object.entries(inputs)) {
    borrowed[name] = { dataId: cpu.write(backend.readSync(dataId), shape, dtype), shape, dtype };
  }
  // Inputs without names (tfjs's Einsum) are an array there.
  const unnamed = '0' in borrowed;
  const given = unnamed ? (Object.values(borrowed) as object as tf.NamedTensorInfoMap) : borrowed;
  const result = kernel.kernelFunc({ inputs: given, attrs, backend: cpu });
  const output = Array.isArray(result) ? result[0] : result;
  if (!output) throw new TypeError(`the kernel ${kernelName} has no output`);
  const values = Float32Array.from(numeric(cpu.readSync(output.dataId)));
  for (const { dataId } of [output, ...Object.values(borrowed)]) cpu.disposeData(dataId, true);
  return backend.makeOutput(output.shape, 'float32', undefined, values);
}

function numeric(values: tf.backend_util.BackendValues): ArrayLike<number> {
  if (Array.isArray(values)) throw new TypeError('a numeric tensor was expected');
  return values;
}

function asTensors(inputs: tf.NamedTensorInfoMap): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, info] of Object.entries(inputs)) if (info instanceof tf.Tensor) tensors[name] = info;
  return tensors;
}

function asWasm(backend: object): BackendWasm {
  if (backend instanceof BackendWasm) return backend;
  throw new TypeError('a kernel of the wasm backend was called with another backend');
}

/** Wraps what a kernel function returned, or what the backend's `makeOutput` made, as a tensor. */
export function asTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** The elements of a float32 tensor as they lie in WebAssembly's memory: valid until something is allocated. */
export function heapView(backend: BackendWasm, info: tf.TensorInfo): Float32Array {
  const view = backend.typedArrayFromHeap(info);
  if (view instanceof Float32Array) return view;
  throw new TypeError(`float32 was expected, not ${info.dtype}`);
}

/** An input that the kernel's interface promises. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new TypeError(`a kernel was called without "${name}"`);
  return value;
}
