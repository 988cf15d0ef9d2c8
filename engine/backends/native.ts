import { fail } from '../errors.js';
import type { Backend } from './backend.js';

/** Kernels in C++: the place for them. No addon is part of this version. */
export const native: Backend = {
  name: 'native',
  async load() {
    return fail({
      family: 'run',
      code: 'backend_unavailable',
      backend: 'native',
      why: 'this version of medbundle is built without the native addon',
      fix: 'leave --backend out, or write --backend wasm',
    });
  },
};
