import type { backend_util, TensorInfo } from '@tensorflow/tfjs';
import { inputOf, wrapKernel } from '../../wrap-kernel.js';

/** What we use of tfjs's WebGPU backend. */
interface Storage {
  readSync(dataId: object): backend_util.BackendValues;
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
}

/**
 * Whole numbers as floats. tfjs's kernel only says that the values are floats, and shaders that copy them (slice, transpose) do not compile
 * then. Labels, which this is for, come from the processor and are there still.
 */
export function registerCast(): void {
  wrapKernel('webgpu', 'Cast', (original) => (given) => {
    const { inputs, attrs, backend } = given;
    const x = inputOf(inputs, 'x');
    const toFloat = attrs !== undefined && 'dtype' in attrs && attrs.dtype === 'float32';
    if (!toFloat || (x.dtype !== 'int32' && x.dtype !== 'bool') || !isStorage(backend)) return original(given);
    const values = backend.readSync(x.dataId);
    return backend.makeTensorInfo(x.shape, 'float32', Float32Array.from(values as ArrayLike<number>));
  });
}

function isStorage(backend: object): backend is Storage {
  return 'readSync' in backend && 'makeTensorInfo' in backend;
}
