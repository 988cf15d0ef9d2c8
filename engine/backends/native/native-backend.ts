import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Addon } from './addon.js';
import type { TypedArray } from './array-addon.js';

/** Free buffers beyond this many bytes are given back to the system. */
const mostFreeBytes = 4 * 2 ** 30;

/** Smaller arrays come from V8: they cost less there than a buffer of their own. */
const leastBytes = 4096;

/**
 * tfjs's cpu backend with its float32 buffers in a pool, so that a steady training step allocates nothing and touches no
 * page anew. A buffer is free again when no tensor looks at it any more; kernels of the cpu backend that return views
 * (Slice, Unpack, …) are counted by the buffer they look at.
 */
export class NativeBackend extends MathBackendCPU {
  readonly #users = new Map<ArrayBufferLike, number>();
  readonly #free = new Map<number, ArrayBuffer[]>();
  #freeBytes = 0;
  #written = 0;

  /** Whether convolutions compute in bfloat16 where mixed precision is asked for. */
  readonly bfloat16: boolean;

  constructor(readonly addon: Addon) {
    super();
    this.bfloat16 = addon.bfloat16();
  }

  /** Uninitialised float32 storage for a kernel's output; it belongs to the tensor that is then made of it. */
  take(size: number): Float32Array {
    const bytes = size * 4;
    if (bytes < leastBytes) return new Float32Array(size);
    const pooled = this.#free.get(bytes)?.pop();
    if (pooled) this.#freeBytes -= bytes;
    const buffer = pooled ?? this.addon.allocate(bytes);
    this.#users.set(buffer, 0);
    return new Float32Array(buffer);
  }

  /** The values of a float32 tensor where they lie. Some kernels of the cpu backend leave them in another kind of array. */
  valuesOf(dataId: object): Float32Array {
    const entry = this.data.get(dataId);
    const { values } = entry;
    if (values instanceof Float32Array) return values;
    const floats = Float32Array.from((values ?? []) as ArrayLike<number>);
    entry.values = floats;
    return floats;
  }

  /** The values of a tensor where they lie; undefined for complex numbers and strings. */
  arrayOf({ dataId, dtype }: TensorInfo): TypedArray | undefined {
    if (dtype === 'float32') return this.valuesOf(dataId);
    const entry = this.data.get(dataId);
    const { values } = entry;
    const Wanted = dtype === 'int32' ? Int32Array : Uint8Array;
    if ((dtype !== 'int32' && dtype !== 'bool') || !values) return undefined;
    if (values instanceof Wanted) return values;
    const converted = Wanted.from(values as ArrayLike<number>);
    entry.values = converted;
    return converted;
  }

  /** Uninitialised storage as {@link take} gives it, for any type that the kernels know. */
  takeAs(dtype: DataType, size: number): TypedArray {
    if (dtype === 'float32') return this.take(size);
    return dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
  }

  /** As the cpu backend's, without its advice to install another backend. */
  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): object {
    this.#use(values, 1);
    const dataId = { id: this.#written++ };
    this.data.set(dataId, { values, dtype, refCount: 1 });
    return dataId;
  }

  override move(
    dataId: object,
    values: backend_util.BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#use(values, 1);
    super.move(dataId, values, shape, dtype, refCount);
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) ? this.data.get(dataId).values : undefined;
    const released = super.disposeData(dataId, force);
    if (released) this.#use(values, -1);
    return released;
  }

  /** A copy where the array is pooled: what a caller reads must not change when the tensor is gone. */
  override readSync(dataId: object): backend_util.BackendValues {
    const values = super.readSync(dataId);
    return values instanceof Float32Array && this.#users.has(values.buffer) ? values.slice() : values;
  }

  #use(values: backend_util.BackendValues | undefined, change: 1 | -1): void {
    if (!(values instanceof Float32Array)) return;
    const users = this.#users.get(values.buffer);
    if (users === undefined) return;
    if (users + change > 0) {
      this.#users.set(values.buffer, users + change);
      return;
    }
    this.#users.delete(values.buffer);
    const { buffer } = values;
    if (!(buffer instanceof ArrayBuffer) || this.#freeBytes + buffer.byteLength > mostFreeBytes) return;
    const free = this.#free.get(buffer.byteLength);
    if (free) free.push(buffer);
    else this.#free.set(buffer.byteLength, [buffer]);
    this.#freeBytes += buffer.byteLength;
  }
}
