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
  // tfjs's advice to install tfjs-node is not for our users.
  tf.env().set('PROD', true);
  current = await (isBackendName(wanted) ? backends[wanted] : unknown(wanted)).load(options);
  return current;
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
