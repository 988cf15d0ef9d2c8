import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { threadSource } from './thread-source.js';

/** tfjs's compiled module as its backend class takes it. */
export type WasmModule = BackendWasm['wasm'];

/** What Emscripten's generated code has that we use. */
interface ThreadedModule {
  cwrap<Result>(name: string, result: 'number' | null, parameters: 'number'[]): (...args: number[]) => Result;
  PThread: { readonly unusedWorkers: Worker[]; readonly runningWorkers: Worker[] };
}

/** Emscripten makes its module of the options it is given. */
interface FactoryOptions extends Partial<ThreadedModule> {
  mainScriptUrlOrBlob: string;
  locateFile(path: string): string | URL;
  instantiateWasm(imports: Imports, receive: (instance: object, module: object) => void): object;
}

type Imports = Record<string, Record<string, unknown>>;

/** Node has it; the type libraries in use leave it to the browser's. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: Imports): Promise<{ instance: object; module: object }>;
};

/** tfjs's build starts this many workers whatever it is told; those beyond what is asked for end at once. */
const pool = 8;

/** The most threads {@link startThreaded} can give. */
export const maximumThreads = pool;

/**
 * Starts tfjs's threaded SIMD module in Node. tfjs itself refuses to (its workers are made from blobs, which Node cannot run, and it
 * halves the number of cores), so the module's factory is called here, with workers that Node can start.
 *
 * @param threads at least 2
 */
export async function startThreaded(threads: number): Promise<WasmModule> {
  const require = createRequire(import.meta.url);
  const folder = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd';
  const factoryPath = require.resolve(`${folder}.js`);
  const binary = await readFile(require.resolve(`${folder}.wasm`));
  const factory: (options: FactoryOptions) => Promise<ThreadedModule> = require(factoryPath);

  const helpers = Math.min(threads, pool) - 1;
  const program = moduleUrl(threadSource(factoryPath));
  const nothing = moduleUrl('');
  let workers = 0;
  const options: FactoryOptions = {
    mainScriptUrlOrBlob: factoryPath,
    locateFile(path) {
      if (!path.endsWith('.worker.js')) return path;
      return workers++ < helpers ? program : nothing;
    },
    instantiateWasm(imports, receive) {
      const cores = { emscripten_num_logical_cores: () => 2 * threads };
      const patched = { ...imports, env: { ...imports.env, ...cores } };
      WebAssembly.instantiate(binary, patched).then(({ instance, module }) => {
        for (const worker of options.PThread?.unusedWorkers.splice(helpers) ?? []) void worker.terminate();
        receive(instance, module);
      });
      return {};
    },
  };
  const module = await withoutProcessListeners(() => inTime(factory(options)));
  return Object.assign(module, { tfjs: bindings(module) });
}

/** A worker that dies while it starts leaves the factory waiting for ever. */
async function inTime<T>(started: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the compute threads did not start')), 10_000);
  });
  try {
    return await Promise.race([started, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets the process end although compute threads wait for work. Call it when the backend has taken its threads. */
export function releaseEventLoop(module: WasmModule): void {
  for (const worker of threadWorkers(module)) worker.unref();
}

function threadWorkers(module: object): Worker[] {
  if (!isThreaded(module)) return [];
  return [...module.PThread.unusedWorkers, ...module.PThread.runningWorkers];
}

function isThreaded(module: object): module is ThreadedModule {
  return 'PThread' in module && 'cwrap' in module;
}

/** The functions of the compiled module that tfjs's backend class calls, as it binds them itself. */
function bindings(module: ThreadedModule): WasmModule['tfjs'] {
  return {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
}

function moduleUrl(source: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** Emscripten makes every unhandled rejection throw for the whole process; a library must not. */
export async function withoutProcessListeners<T>(load: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  try {
    return await load();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]?.includes(listener)) process.removeListener(event, listener as () => void);
      }
    });
  }
}
