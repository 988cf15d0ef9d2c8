import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { only, release, wrapKernel } from '../../wrap-kernel.js';

/** A shader may read eight buffers and more only where a GPU says so; one is the output. */
const mostInputs = 7;

/** tfjs's kernel gives all tensors to one shader, however many there are. */
export function registerAddN(): void {
  wrapKernel('webgpu', 'AddN', (original) => ({ inputs, attrs, backend }) => {
    const left: TensorInfo[] = Object.values(inputs).filter((input) => input !== undefined);
    const own = new Set<object>();
    while (left.length > 1) {
      const some = left.splice(0, mostInputs);
      const sum = only(original({ inputs: listed(some), attrs, backend }));
      for (const used of some) if (own.has(used.dataId)) release(backend, used);
      own.add(sum.dataId);
      left.unshift(sum);
    }
    const [total] = left;
    return total && own.has(total.dataId) ? total : original({ inputs, attrs, backend });
  });
}

/** The kernel takes a list where others take names. */
function listed(tensors: object): NamedTensorInfoMap {
  return tensors as NamedTensorInfoMap;
}
