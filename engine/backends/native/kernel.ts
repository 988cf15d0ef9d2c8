import * as tf from '@tensorflow/tfjs';
import { NativeBackend } from './native-backend.js';

/** Inputs by name; a kernel knows its own names, and a missing one is an error before it is called. */
type Inputs<Name extends string> = Readonly<Record<Name, tf.TensorInfo>>;
/** Attributes of the call; each kernel knows its own, by tfjs's type for them. */
type Attributes = object;
export type NativeKernel<Name extends string> = (
  backend: NativeBackend,
  inputs: Inputs<Name>,
  attributes: Attributes,
) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/**
 * Puts a kernel in the place of tfjs's own on the `native` backend. Where it returns undefined (another dtype, a shape it
 * does not take) tfjs's kernel does the work.
 */
export function registerNativeKernel<Name extends string>(
  kernelName: string,
  names: readonly Name[],
  kernel: NativeKernel<Name>,
): void {
  const standard = tf.getKernel(kernelName, 'cpu');
  if (tf.getKernel(kernelName, 'native')) tf.unregisterKernel(kernelName, 'native');
  tf.registerKernel({
    kernelName,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      if (!(backend instanceof NativeBackend)) throw new TypeError(`${kernelName}: not the native backend`);
      const output = hasAll(inputs, names) ? kernel(backend, inputs, attrs ?? {}) : undefined;
      if (output) return output;
      if (!standard) throw new Error(`${kernelName}: no kernel for these inputs`);
      return standard.kernelFunc({ inputs, attrs, backend });
    },
    ...(standard?.setupFunc ? { setupFunc: standard.setupFunc } : {}),
  });
}

function hasAll<Name extends string>(
  inputs: tf.NamedTensorInfoMap,
  names: readonly Name[],
): inputs is tf.NamedTensorInfoMap & Inputs<Name> {
  return names.every((name) => inputs[name] !== undefined && !Array.isArray(inputs[name]));
}
