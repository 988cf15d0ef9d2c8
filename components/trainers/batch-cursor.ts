import type { BatchSource } from '../data/batch.js';

/** What an engine runs over: a data loader, or any collection that can be walked again and again. */
export type DataSource = BatchSource | Iterable<unknown> | AsyncIterable<unknown>;

export function isBatchSource(source: unknown): source is BatchSource {
  return (
    typeof source === 'object' &&
    source !== null &&
    'batches' in source &&
    typeof source.batches === 'function' &&
    'size' in source &&
    typeof source.size === 'function'
  );
}

export function isDataSource(source: unknown): source is DataSource {
  if (typeof source !== 'object' || source === null) return false;
  return isBatchSource(source) || Symbol.iterator in source || Symbol.asyncIterator in source;
}

/** Batches in one pass over `source`, or null when only walking it would tell. */
export function passLength(source: DataSource): number | null {
  if (isBatchSource(source)) return source.size();
  if (Array.isArray(source)) return source.length;
  return 'size' in source && typeof source.size === 'number' ? source.size : null;
}

/**
 * A place in the endless sequence of passes over a data source. A pass is numbered, and a loader's batches follow from that
 * number, so a run that resumes in the middle continues with the batches it would have had.
 */
export class BatchCursor {
  #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  #pass: number;
  #taken: number;
  /** Batches to leave out before the next one, where the source could not do so itself. */
  #skip: number;

  /** @param pass from 0 @param taken batches of the first pass to leave out */
  constructor(
    readonly source: DataSource,
    pass: number,
    taken = 0,
  ) {
    this.#pass = pass;
    this.#taken = taken;
    this.#skip = isBatchSource(source) ? 0 : taken;
    this.#iterator = open(source, pass, taken);
  }

  /** The present pass, from 0. */
  get pass(): number {
    return this.#pass;
  }

  /** How many batches of the present pass were taken. */
  get taken(): number {
    return this.#taken;
  }

  async next(): Promise<IteratorResult<unknown>> {
    for (; this.#skip > 0; this.#skip--) {
      const skipped = await this.#iterator.next();
      if (skipped.done) return skipped;
    }
    const next = await this.#iterator.next();
    if (!next.done) this.#taken++;
    return next;
  }

  /** Begins the next pass. */
  restart(): void {
    this.#iterator = open(this.source, ++this.#pass, 0);
    this.#taken = 0;
  }

  /** Leaves the current pass, so that its loader can release workers and queued batches. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

function open(source: DataSource, pass: number, first: number): AsyncIterator<unknown> | Iterator<unknown> {
  if (isBatchSource(source)) return source.batches(pass, first)[Symbol.asyncIterator]();
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
