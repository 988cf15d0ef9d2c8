import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/**
 * Calls `use` with a view of the float32 tensor `of`: what lies from element `start` on, as an array of `shape`. Nothing is copied; the view
 * ends with the call.
 */
export function withView<T>(
  backend: BackendWasm,
  of: tf.Tensor,
  start: number,
  shape: number[],
  use: (view: tf.TensorInfo) => T,
): T {
  const view = backend.makeOutput(shape, 'float32', backend.getMemoryOffset(of.dataId) + 4 * start);
  try {
    return use(view);
  } finally {
    // The memory is `of`'s: forget the view without freeing it.
    backend.wasm.tfjs.disposeData(backend.dataIdMap.get(view.dataId).id);
    backend.dataIdMap.delete(view.dataId);
  }
}
