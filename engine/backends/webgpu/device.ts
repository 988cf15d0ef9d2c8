import { fail } from '../../errors.js';
import { failureText } from '../failure-text.js';
import type { DawnEvents } from './dawn-events.js';

/** What we use of WebGPU's objects, whose types come with packages that a user may not have. */
export interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

export interface GpuDevice {
  readonly limits: object;
}

interface GpuAdapter {
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: object): Promise<GpuDevice>;
}

interface Gpu {
  requestAdapter(options: object): Promise<GpuAdapter | null>;
}

/** The `webgpu` package: Dawn, and the constructors that a browser has as globals. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

/** What tfjs's kernels ask of a device beyond the least that WebGPU promises. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
] as const;

export interface OpenedDevice {
  readonly gpu: object;
  readonly device: GpuDevice;
  readonly info: GpuAdapter['info'];
}

export const installFix = 'npm install @tensorflow/tfjs-backend-webgpu webgpu';

const driverFix =
  process.platform === 'linux'
    ? 'install the Vulkan loader and a driver: apt-get install libvulkan1 mesa-vulkan-drivers, or your GPU vendor’s'
    : 'install your GPU vendor’s driver';

/** Opens the GPU. @throws BundleError backend_unavailable */
export async function openDevice(events: DawnEvents): Promise<OpenedDevice> {
  const dawn = await loadDawn();
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await events
    .until(() => gpu.requestAdapter({ powerPreference: 'high-performance' }))
    .catch(() => null);
  if (!adapter) return unavailable('no GPU with a driver that WebGPU can use was found', driverFix);
  const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
  try {
    const device = await events.until(() => adapter.requestDevice({ requiredLimits }));
    return { gpu, device, info: adapter.info };
  } catch (error) {
    return unavailable(`the GPU does not open: ${failureText(error)}`, driverFix);
  }
}

async function loadDawn(): Promise<Dawn> {
  // Not a literal: the package is the user's choice, and the compiler must not look for it.
  const name = 'webgpu';
  try {
    const dawn: unknown = await import(name);
    if (isDawn(dawn)) return dawn;
  } catch (error) {
    return unavailable(`${name}: ${failureText(error)}`, installFix);
  }
  return unavailable('webgpu: the installed package is of another version', installFix);
}

function isDawn(module: unknown): module is Dawn {
  return typeof module === 'object' && module !== null && 'create' in module && 'globals' in module;
}

export function unavailable(why: string, fix: string): never {
  return fail({ family: 'run', code: 'backend_unavailable', backend: 'webgpu', why, fix });
}
