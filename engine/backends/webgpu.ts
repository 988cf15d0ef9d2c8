import { fail } from '../errors.js';
import type { Backend } from './backend.js';

/** Any vendor's GPU, through tfjs's WebGPU backend: the place for it. */
export const webgpu: Backend = {
  name: 'webgpu',
  async load() {
    return fail({
      family: 'run',
      code: 'backend_unavailable',
      backend: 'webgpu',
      why: 'this version of medbundle does not drive WebGPU yet',
      fix: 'write --backend tensorflow to use an NVIDIA GPU, or leave --backend out',
    });
  },
};
