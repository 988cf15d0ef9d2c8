import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { NdArray } from '../../../engine/types/index.js';
import type { Sample } from '../../transforms/transform.js';
import { bytesOf, eights, PackedReader, PackedWriter, type Packing, viewOf } from './array-packing.js';
import { SharedBytes } from './shared-bytes.js';
import { Indivisible, type Template, TemplateStore } from './template.js';

/** A filled store, as a worker thread receives it: buffers are shared, the rest is cloned. */
export interface SharedSamples {
  readonly chunks: readonly SharedArrayBuffer[];
  readonly index: Uint32Array;
  readonly templates: readonly Template[];
  readonly shared: readonly unknown[];
}

const headerBytes = 24;

/**
 * Samples in shared memory, packed so that 128×128 patches take about a quarter of their plain size:
 *
 *     sample ──take apart──► template (kept once)   leaves ─┐
 *                            arrays ──pack──► packed ───────┴─deflate──►  [header | raw arrays | deflated]
 *
 * Arrays keep their dtype and come back bit for bit. Those that do not pack (float volumes, say) lie there raw and are
 * read as views, without a copy; a reader must not write to them. Packed ones are inflated at each reading, which takes
 * about 0.2 ms for a patch.
 */
export class SampleStore {
  readonly #bytes: SharedBytes;
  readonly #templates: TemplateStore;
  readonly #writer = new PackedWriter();
  /** Two words for each sample: chunk + 1 (0 when absent), offset / 8. */
  readonly #index: Uint32Array;
  /** Samples that cannot be taken apart stay as they are, in this thread. */
  readonly #live = new Map<number, Sample>();
  #indivisible: string | undefined;

  /** @param capacity how many samples there may be */
  constructor(capacity: number, filled?: SharedSamples) {
    this.#bytes = new SharedBytes(filled?.chunks);
    this.#templates = new TemplateStore([...(filled?.templates ?? [])], [...(filled?.shared ?? [])]);
    this.#index = filled?.index ?? new Uint32Array(new SharedArrayBuffer(capacity * 8));
  }

  /** Bytes of shared memory in use. */
  get byteLength(): number {
    return this.#bytes.byteLength + this.#index.byteLength;
  }

  /** What some sample holds that only this thread can have: `an object of class Foo`. Undefined when all are shared. */
  get indivisible(): string | undefined {
    return this.#indivisible;
  }

  has(slot: number): boolean {
    return this.#index[2 * slot] !== 0 || this.#live.has(slot);
  }

  /** Keeps a sample. */
  put(slot: number, sample: Sample): void {
    try {
      this.#put(slot, sample);
    } catch (error) {
      if (!(error instanceof Indivisible)) throw error;
      this.#indivisible ??= error.what;
      this.#live.set(slot, sample);
    }
  }

  #put(slot: number, sample: Sample): void {
    const { number, leaves, arrays } = this.#templates.take(sample);
    this.#writer.clear();
    const codes = arrays.map((array) => this.#writer.add(array));
    const text = textOf(codes, leaves);
    this.#writer.append(text);
    const plain = this.#writer.written();
    // Photographs hold few repeated strings, but frequent small differences and, in masks, long runs.
    const tail = deflateRawSync(plain, { strategy: constants.Z_RLE, chunkSize: 2 ** 16 });
    if (tail.length < 0.9 * plain.length) {
      const raw = arrays.filter((_, index) => codes[index] === 'raw');
      this.#write(slot, { number, raw, tail, inflatedBytes: plain.length, textBytes: text.length });
    } else {
      const bare = textOf(Array<Packing>(arrays.length).fill('raw'), leaves);
      this.#write(slot, { number, raw: arrays, tail: bare, inflatedBytes: 0, textBytes: bare.length });
    }
  }

  #write(slot: number, { number, raw, tail, inflatedBytes, textBytes }: Entry): void {
    const rawBytes = raw.reduce((sum, { data }) => sum + eights(data.byteLength), 0);
    const { chunk, offset, bytes } = this.#bytes.reserve(headerBytes + rawBytes + tail.length);
    const header = new Uint32Array(bytes.buffer, bytes.byteOffset, headerBytes / 4);
    header.set([number, rawBytes / 8, tail.length, inflatedBytes, textBytes]);
    let at = headerBytes;
    for (const { data } of raw) {
      bytes.set(bytesOf(data), at);
      at += eights(data.byteLength);
    }
    bytes.set(tail, at);
    this.#index.set([chunk + 1, offset / 8], 2 * slot);
  }

  /** A sample kept earlier: containers and packed arrays anew, raw arrays as views. Undefined when there is none. */
  get(slot: number): Sample | undefined {
    const chunk = this.#index[2 * slot] ?? 0;
    if (chunk === 0) return this.#live.get(slot);
    const bytes = this.#bytes.from({ chunk: chunk - 1, offset: (this.#index[2 * slot + 1] ?? 0) * 8 });
    const header = new Uint32Array(bytes.buffer, bytes.byteOffset, headerBytes / 4);
    const [number = 0, rawEights = 0, tailBytes = 0, inflatedBytes = 0, textBytes = 0] = header;
    const tailAt = headerBytes + rawEights * 8;
    const tail = bytes.subarray(tailAt, tailAt + tailBytes);
    const plain = inflatedBytes === 0 ? tail : inflate(tail, inflatedBytes);
    const textAt = plain.length - (inflatedBytes === 0 ? textBytes : eights(textBytes));
    const [codes, leaves] = readText(plain.subarray(textAt, textAt + textBytes));

    const reader = new PackedReader(plain);
    let rawAt = headerBytes;
    let next = 0;
    const sample = this.#templates.assemble(number, leaves, (array) => {
      const packing = codes[next++] ?? 'raw';
      if (packing !== 'raw') return reader.read(packing, array);
      const view = viewOf(array.dtype, bytes.subarray(rawAt), sizeOf(array.shape));
      rawAt += eights(view.byteLength);
      return view;
    });
    return sample as Sample;
  }

  /** The store as worker threads receive it; undefined when some sample cannot leave this thread. */
  share(): SharedSamples | undefined {
    if (this.#indivisible !== undefined) return undefined;
    const { templates, shared } = this.#templates;
    return { chunks: this.#bytes.chunks, index: this.#index, templates, shared };
  }
}

interface Entry {
  /** Of the template. */
  readonly number: number;
  readonly raw: readonly NdArray[];
  readonly tail: Uint8Array;
  /** 0 when the tail is not deflated. */
  readonly inflatedBytes: number;
  readonly textBytes: number;
}

function textOf(codes: readonly Packing[], leaves: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify([codes, leaves]));
}

function readText(bytes: Uint8Array): [codes: readonly Packing[], leaves: readonly unknown[]] {
  // A decoder may refuse shared memory, so the few bytes are copied.
  return JSON.parse(Buffer.from(bytes).toString());
}

function inflate(bytes: Uint8Array, length: number): Uint8Array {
  // With room to spare in the first piece of output, zlib returns that piece and joins nothing.
  return inflateRawSync(bytes, { chunkSize: Math.max(length + 64, 8192) });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
