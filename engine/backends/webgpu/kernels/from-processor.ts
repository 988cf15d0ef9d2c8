import * as tf from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { getLogger } from '../../../types/log.js';

const told = new Set<string>();

/**
 * Registers tfjs's cpu kernels for what its WebGPU backend lacks (gradients of 3-D pooling, say): the tensors go to the processor and
 * back. The first use of each is told, since it costs time.
 * @returns the names of these kernels
 */
export function borrowProcessorKernels(): string[] {
  const own = new Set(tf.getKernelsForBackend('webgpu').map(({ kernelName }) => kernelName));
  const lacking = tf.getKernelsForBackend('cpu').filter(({ kernelName }) => !own.has(kernelName));
  for (const kernel of lacking) tf.registerKernel(borrowed(kernel));
  return lacking.map(({ kernelName }) => kernelName);
}

function borrowed({ kernelName, kernelFunc }: tf.KernelConfig): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      if (!told.has(kernelName)) {
        told.add(kernelName);
        getLogger('medbundle').warning(`${kernelName} has no WebGPU kernel: it runs on the processor`);
      }
      const processor = tf.findBackend('cpu') as MathBackendCPU;
      const gpu = backend as MathBackendCPU;
      const made: tf.TensorInfo[] = [];
      const moved = (input: tf.TensorInfo): tf.TensorInfo => {
        const copy = processor.makeTensorInfo(input.shape, input.dtype, tf.engine().readSync(input.dataId));
        made.push(copy);
        return copy;
      };
      // Some kernels take a list of tensors where others take names.
      const given: object = Array.isArray(inputs)
        ? inputs.map(moved)
        : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input && moved(input)]));
      const result = kernelFunc({ inputs: given as tf.NamedTensorInfoMap, attrs, backend: processor });
      const outputs = Array.isArray(result) ? result : [result];
      const back = outputs.map((output) =>
        gpu.makeTensorInfo(output.shape, output.dtype, processor.readSync(output.dataId)),
      );
      for (const { dataId } of [...made, ...outputs]) processor.disposeData(dataId, true);
      return Array.isArray(result) ? back : (back[0] ?? []);
    },
  };
}
