import { isMainThread } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { fail } from '../errors.js';
import { type Backend, type BackendName, type BackendOptions, backendNames, type LoadedBackend } from './backend.js';
import { cpu } from './cpu.js';
import { addonPath } from './native/addon.js';
import { native } from './native/backend.js';
import { tensorflow } from './tensorflow/backend.js';
import { wasm } from './wasm/backend.js';
import { webgpu } from './webgpu/backend.js';

const backends: Readonly<Record<BackendName, Backend>> = { native, wasm, cpu, tensorflow, webgpu };

/** What a run uses that asked for none: the native kernels where they were built when medbundle was installed. */
export function standardBackend(): BackendName {
  return addonPath() === undefined ? 'wasm' : 'native';
}

let current: LoadedBackend | undefined;

/**
 * Loads the backend called `name` and makes tfjs use it; the standard one without a name.
 *
 * @throws BundleError `backend_unavailable` when it does not load here, or is none of ours: another is never taken in its place
 */
export async function selectBackend(name?: string, options: BackendOptions = {}): Promise<LoadedBackend> {
  const wanted = name ?? standardBackend();
  if (name === undefined && wanted === 'wasm') tellOfLoss();
  // tfjs's advice to install tfjs-node is not for our users.
  tf.env().set('PROD', true);
  current = await (isBackendName(wanted) ? backends[wanted] : unknown(wanted)).load(options);
  return current;
}

let told = false;

/** Once a process: the run is slower than it could be. */
function tellOfLoss(): void {
  if (told || !isMainThread) return;
  told = true;
  process.stderr.write(
    'medbundle: the native kernels are not installed, so this runs on the several times slower wasm backend; ' +
      '`npm run build:native` builds them (python3, make, a C++ compiler), --backend wasm silences this\n',
  );
}

/** The backend in use, or undefined before {@link selectBackend}. */
export function selectedBackend(): LoadedBackend | undefined {
  return current;
}

function isBackendName(name: string): name is BackendName {
  return Object.hasOwn(backends, name);
}

function unknown(name: string): never {
  const why = 'there is no backend of this name';
  const fix = `choose one of ${backendNames.join(', ')}`;
  return fail({ family: 'run', code: 'backend_unavailable', backend: name, why, fix });
}
