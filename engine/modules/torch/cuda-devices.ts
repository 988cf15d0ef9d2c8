import { fail } from '../../errors.js';

let devices = 0;

/** Says how many CUDA devices the chosen backend computes on; none until it does. */
export function setCudaDevices(count: number): void {
  devices = count;
}

let strict = false;

/** Whether `cuda` names a GPU or nothing, rather than the processor where there is none (`--strict_device`). */
export function requireCudaDevices(required: boolean): void {
  strict = required;
}

/** @throws BundleError no_gpu for a GPU that is not there, where that is not allowed */
export function checkCudaDevice(device: string): void {
  if (strict && devices === 0) fail({ family: 'parallel', code: 'no_gpu', device });
}

export function cudaDevices(): number {
  return devices;
}
