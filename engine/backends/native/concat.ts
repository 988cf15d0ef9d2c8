import * as tf from '@tensorflow/tfjs';
import type { ConcatAttrs } from '@tensorflow/tfjs-core';
import { NativeBackend } from './native-backend.js';

/** Concatenation; it takes any number of inputs, so it is registered by itself. */
export function registerConcat(): void {
  const standard = tf.getKernel('Concat', 'cpu');
  tf.unregisterKernel('Concat', 'native');
  tf.registerKernel({
    kernelName: 'Concat',
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const parts = Object.values(inputs).flatMap((input) => input ?? []);
      const { axis } = attrs as object as ConcatAttrs;
      const output = backend instanceof NativeBackend ? concatenate(backend, parts, axis) : undefined;
      return output ?? standard.kernelFunc({ inputs, attrs, backend });
    },
  });
}

/** Joins arrays of one rank along an axis: seen as matrices they are joined column by column. */
export function concatenate(backend: NativeBackend, inputs: readonly tf.TensorInfo[], axis: number) {
  const [first] = inputs;
  if (!first || inputs.some((input) => input.dtype !== 'float32' || input.shape.length !== first.shape.length)) {
    return undefined;
  }
  const [joined = 0] = tf.util.parseAxisParam(axis, first.shape);
  const differs = ({ shape }: tf.TensorInfo) => shape.some((extent, at) => at !== joined && extent !== first.shape[at]);
  if (inputs.some(differs)) return undefined;
  const rows = tf.util.sizeFromShape(first.shape.slice(0, joined));
  const inner = tf.util.sizeFromShape(first.shape.slice(joined + 1));
  const extents = inputs.map((input) => input.shape[joined] ?? 0);
  const extent = extents.reduce((sum, part) => sum + part, 0);
  const out = backend.take(rows * extent * inner);
  const parts = inputs.map((input) => backend.valuesOf(input.dataId));
  backend.addon.concatLast(parts, out, Float64Array.of(rows, inputs.length, ...extents.map((part) => part * inner)));
  const shape = [...first.shape];
  shape[joined] = extent;
  return backend.makeTensorInfo(shape, 'float32', out);
}
