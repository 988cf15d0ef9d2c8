import * as tf from '@tensorflow/tfjs';
import { NativeBackend } from './native/native-backend.js';

/** Copies a float32 tensor's values into an array, without a copy between where the backend keeps them in memory. */
export function copyValues(tensor: tf.Tensor, into: Float32Array): void {
  const backend = tf.backend();
  into.set(backend instanceof NativeBackend ? backend.valuesOf(tensor.dataId) : (tensor.dataSync() as Float32Array));
}
