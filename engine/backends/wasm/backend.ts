import * as tf from '@tensorflow/tfjs';
import { fail } from '../../errors.js';
import { availableCores } from '../../types/cores.js';
import type { Backend, LoadedBackend } from '../backend.js';
import { maximumThreads, releaseEventLoop, startThreaded, withoutProcessListeners } from './threads.js';

let loaded: LoadedBackend | undefined;

/**
 * XNNPACK compiled to WebAssembly, with SIMD and, where workers can be started, threads. What tfjs's build lacks for training, or has only
 * as naive loops, is added in `kernels/`. It is loaded once a process: the number of threads is the first caller's.
 */
export const wasm: Backend = {
  name: 'wasm',
  async load(options) {
    const { BackendWasm, getThreadsCount, setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    if (!loaded) {
      const { registerWasmKernels } = await import('./kernels/index.js');
      registerWasmKernels();
      const wanted = Math.min(options.threads ?? availableCores(), maximumThreads);
      if (wanted > 1) {
        const module = await startThreaded(wanted).catch(() => undefined);
        if (module) {
          setThreadsCount(wanted);
          tf.removeBackend('wasm');
          tf.registerBackend('wasm', () => {
            const backend = new BackendWasm(module);
            releaseEventLoop(module);
            return backend;
          });
        }
      }
    }
    if (!(await withoutProcessListeners(() => tf.setBackend('wasm')))) unavailable();
    loaded ??= describe(getThreadsCount());
    return loaded;
  },
};

function describe(threads: number): LoadedBackend {
  return { name: 'wasm', threads, description: `wasm (SIMD, ${threads === 1 ? '1 thread' : `${threads} threads`})` };
}

function unavailable(): never {
  return fail({
    family: 'run',
    code: 'backend_unavailable',
    backend: 'wasm',
    why: "tfjs's WebAssembly module does not start in this process",
    fix: 'reinstall with `npm ci`; `--backend cpu` always works, slowly',
  });
}
