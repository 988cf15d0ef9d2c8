/**
 * The program of a compute thread, as the text of an ES module: Emscripten's pthread protocol for a Node worker, without the `eval`
 * of the worker that tfjs ships (which cannot start in Node). It waits for the compiled module and the shared memory
 * (`load`), then for the pthread to be (`run`).
 *
 * @param factoryPath file of the CommonJS module that exports tfjs's threaded WebAssembly factory
 */
export function threadSource(factoryPath: string): string {
  return `
import { parentPort } from 'node:worker_threads';
import { createRequire } from 'node:module';

const path = ${JSON.stringify(factoryPath)};
const require = createRequire(path);
const post = (message) => parentPort.postMessage(message);
const waiting = [];
let initialized = false;
let module = {};

// The factory's generated code expects the globals of a browser's worker.
Object.assign(globalThis, { self: globalThis, require, importScripts: () => {}, postMessage: post });
globalThis.startWorker = (instance) => {
  module = instance;
  post({ cmd: 'loaded' });
};

function load({ wasmModule, wasmMemory, handlers }) {
  Object.assign(module, { wasmMemory, buffer: wasmMemory.buffer, ENVIRONMENT_IS_PTHREAD: true });
  module.instantiateWasm = (imports, receive) => {
    const instance = new WebAssembly.Instance(wasmModule, imports);
    receive(instance);
    return instance.exports;
  };
  for (const handler of handlers) module[handler] = (...args) => post({ cmd: 'callHandler', handler, args });
  require(path)(module);
}

function run(message) {
  module.__emscripten_thread_init(message.pthread_ptr, 0, 0, 1);
  module.establishStackSpace();
  module.PThread.receiveObjectTransfer(message);
  module.PThread.threadInitTLS();
  if (!initialized) for (const queue of waiting.splice(0)) module.executeNotifiedProxyingQueue(queue);
  initialized = true;
  try {
    module.invokeEntryPoint(message.start_routine, message.arg);
  } catch (error) {
    if (error === 'unwind') return;
    if (!(error instanceof module.ExitStatus)) throw error;
    if (!module.keepRuntimeAlive()) module.__emscripten_thread_exit(error.status);
  }
}

parentPort.on('message', (message) => {
  switch (message.cmd) {
    case 'load':
      return load(message);
    case 'run':
      return run(message);
    case 'cancel':
      return module._pthread_self() && module.__emscripten_thread_exit(-1);
    case 'processProxyingQueue':
      return initialized ? module.executeNotifiedProxyingQueue(message.queue) : waiting.push(message.queue);
  }
});
`;
}
