/** Where something lies in {@link SharedBytes}. */
export interface Place {
  readonly chunk: number;
  /** A multiple of eight. */
  readonly offset: number;
}

const chunkBytes = 16 * 2 ** 20;

/**
 * Memory that only grows, which worker threads read without copying: a list of shared buffers. The operating system gives
 * a page of a buffer only when it is first written, so the unused end of the last one costs nothing.
 */
export class SharedBytes {
  readonly chunks: SharedArrayBuffer[];
  #used = 0;
  #total = 0;

  constructor(chunks: readonly SharedArrayBuffer[] = []) {
    this.chunks = [...chunks];
  }

  /** Bytes written. */
  get byteLength(): number {
    return this.#total;
  }

  /** Room for `count` bytes, at a multiple of eight, all in one buffer. */
  reserve(count: number): Place & { readonly bytes: Uint8Array } {
    let last = this.chunks.at(-1);
    if (!last || this.#used + count > last.byteLength) {
      last = new SharedArrayBuffer(Math.max(chunkBytes, count));
      this.chunks.push(last);
      this.#used = 0;
    }
    const offset = this.#used;
    this.#used += Math.ceil(count / 8) * 8;
    this.#total += Math.ceil(count / 8) * 8;
    return { chunk: this.chunks.length - 1, offset, bytes: new Uint8Array(last, offset, count) };
  }

  /** Everything from a place to the end of its buffer. */
  from({ chunk, offset }: Place): Uint8Array {
    const buffer = this.chunks[chunk];
    if (!buffer) throw new RangeError(`no chunk ${chunk}`);
    return new Uint8Array(buffer, offset);
  }
}
