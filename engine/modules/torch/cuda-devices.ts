let devices = 0;

/** Says how many CUDA devices the chosen backend computes on; none until it does. */
export function setCudaDevices(count: number): void {
  devices = count;
}

export function cudaDevices(): number {
  return devices;
}
