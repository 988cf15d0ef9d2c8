import type { backend_util, DataType } from '@tensorflow/tfjs';
import type { DawnEvents } from './dawn-events.js';
import type { GpuBuffer } from './device.js';

/** What we use of tfjs's WebGPU backend. */
export interface GpuBackend {
  readonly tensorMap: { get(dataId: object): GpuTensor };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): GpuBuffer;
    releaseBuffer(buffer: GpuBuffer): void;
  };
  readonly commandEncoder: {
    copyBufferToBuffer(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, size: number): void;
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  read(dataId: object): Promise<backend_util.BackendValues>;
  readSync(dataId: object): backend_util.BackendValues;
}

interface GpuTensor {
  values: backend_util.BackendValues | null;
  readonly dtype: DataType;
  readonly resource?: GpuBuffer;
  readonly complexTensorInfos?: object;
}

/** GPUBufferUsage.COPY_DST and MAP_READ, GPUMapMode.READ. */
const copyTarget = 0x8;
const mappable = 0x1;
const forReading = 0x1;

/**
 * Makes tfjs's backend read tensors as other backends do. Its own way to read at once draws on a canvas, which only browsers
 * have; and both ways have to give Dawn the moments it needs.
 */
export function readThroughDawn(backend: GpuBackend, events: DawnEvents): void {
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  backend.read = (dataId) => events.until(() => read(dataId));
  backend.readSync = (dataId) => {
    const tensor = backend.tensorMap.get(dataId);
    const { values, dtype, resource } = tensor;
    if (values !== null && values !== undefined) return values;
    if (tensor.complexTensorInfos || !resource) return readSync(dataId);
    tensor.values = valuesOf(download(backend, events, resource), dtype);
    return tensor.values;
  };
}

function download(backend: GpuBackend, events: DawnEvents, buffer: GpuBuffer): ArrayBuffer {
  const { size } = buffer;
  const staging = backend.bufferManager.acquireBuffer(size, copyTarget | mappable);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
  events.call(() => backend.submitQueue());
  // Whether it failed is seen on the buffer.
  events.call(() => staging.mapAsync(forReading)).catch(() => undefined);
  events.waitWhile(() => staging.mapState === 'pending');
  if (staging.mapState !== 'mapped') throw new Error('the GPU does not answer');
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  backend.bufferManager.releaseBuffer(staging);
  return bytes;
}

function valuesOf(bytes: ArrayBuffer, dtype: DataType): backend_util.BackendValues {
  if (dtype === 'int32') return new Int32Array(bytes);
  return dtype === 'bool' ? Uint8Array.from(new Int32Array(bytes)) : new Float32Array(bytes);
}
