import * as tf from '@tensorflow/tfjs';
import type { Backend, LoadedBackend } from '../backend.js';
import { failureText } from '../failure-text.js';
import { DawnEvents } from './dawn-events.js';
import { installFix, type OpenedDevice, openDevice, unavailable } from './device.js';
import { registerWebGpuKernels } from './kernels/index.js';
import { type GpuBackend, readThroughDawn } from './reading.js';

/** tfjs's package, as far as we use it. */
interface WebGpuPackage {
  readonly WebGPUBackend: new (device: object, info: object) => GpuBackend & tf.KernelBackend;
}

let loaded: LoadedBackend | undefined;

/**
 * Any vendor's GPU: tfjs's WebGPU kernels over Dawn, which the `webgpu` package brings to Node (Vulkan, Metal or Direct3D 12). Both
 * packages are optional peer dependencies. A process opens one device.
 */
export const webgpu: Backend = {
  name: 'webgpu',
  async load() {
    loaded ??= await start();
    await tf.setBackend('webgpu');
    return loaded;
  },
};

async function start(): Promise<LoadedBackend> {
  const events = new DawnEvents();
  const { WebGPUBackend } = await loadPackage();
  const opened = await openDevice(events);
  const backend = withNavigator(opened, () => events.call(() => new WebGPUBackend(opened.device, opened.info)));
  readThroughDawn(backend, events);
  registerWebGpuKernels();
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  const { description, vendor, architecture } = opened.info;
  const device = description || [vendor, architecture].filter((word) => word !== '').join(' ') || 'a GPU';
  return { name: 'webgpu', threads: 1, description: `webgpu (${device})` };
}

/** tfjs believes in WebGPU when `navigator.gpu` exists; others would believe in a browser, so it does only meanwhile. */
function withNavigator<T>({ gpu }: OpenedDevice, work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return work();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}

async function loadPackage(): Promise<WebGpuPackage> {
  const name = '@tensorflow/tfjs-backend-webgpu';
  try {
    const module: unknown = await import(name);
    if (isWebGpuPackage(module)) return module;
  } catch (error) {
    return unavailable(`${name}: ${failureText(error)}`, installFix);
  }
  return unavailable(`${name}: the installed package is of another version`, installFix);
}

function isWebGpuPackage(module: unknown): module is WebGpuPackage {
  return typeof module === 'object' && module !== null && 'WebGPUBackend' in module;
}
