import type { Reducible, Reduction } from './process-group.js';
import { bytesOf, elementsLike, reduceInto } from './reduce.js';

export const collectiveKinds = ['allreduce', 'broadcast', 'allgather', 'barrier'] as const;

/** What ranks compare, to be sure that they do the same. */
export interface CollectiveFacts {
  readonly kind: (typeof collectiveKinds)[number];
  /** Kind of the elements and of their reduction, as text: `float32 sum`. */
  readonly elements: string;
  readonly root: number;
  /** Bytes that this rank gives, or takes. */
  readonly bytes: number;
}

const elementKinds = [
  '',
  'uint8',
  ...withReductions('float32'),
  ...withReductions('float64'),
  ...withReductions('int32'),
];

function withReductions(type: string): string[] {
  return [type, `${type} sum`, `${type} max`, `${type} min`];
}

/** How many numbers {@link encodeFacts} makes. */
export const factCount = 5;

export function encodeFacts({ kind, elements, root, bytes }: CollectiveFacts): number[] {
  return [
    collectiveKinds.indexOf(kind),
    elementKinds.indexOf(elements),
    root,
    bytes % 2 ** 30,
    Math.floor(bytes / 2 ** 30),
  ];
}

export function decodeFacts([kind = 0, elements = 0, root = 0, low = 0, high = 0]: ArrayLike<number> &
  Iterable<number>): CollectiveFacts {
  return {
    kind: collectiveKinds[kind] ?? 'barrier',
    elements: elementKinds[elements] ?? '',
    root,
    bytes: high * 2 ** 30 + low,
  };
}

/** Whether ranks that say this do the same. */
export function agree(a: CollectiveFacts, b: CollectiveFacts): boolean {
  return (
    a.kind === b.kind &&
    a.elements === b.elements &&
    a.root === b.root &&
    (a.kind === 'allgather' || a.bytes === b.bytes)
  );
}

/** For people: `allreduce of 4096 bytes (float32 sum)`. */
export function factsText({ kind, elements, bytes }: CollectiveFacts): string {
  if (kind === 'barrier') return 'a barrier';
  return `${kind} of ${bytes} bytes${elements && kind !== 'allgather' ? ` (${elements})` : ''}`;
}

/** One collective under way: what a rank gives, and what it does with what all gave. Long ones go in rounds of a slot each. */
export abstract class Collective {
  abstract readonly facts: CollectiveFacts;

  /** Rounds for slots of so many bytes, given what every rank said; undefined while a rank has not. */
  abstract rounds(slotBytes: number, all: readonly CollectiveFacts[] | undefined): number | undefined;

  /** Puts this rank's part of a round into its slot. */
  abstract give(round: number, slot: Uint8Array): void;

  /** Takes a round's parts of all ranks. */
  abstract take(round: number, slots: readonly Uint8Array[], all: readonly CollectiveFacts[]): void;
}

const typeNames = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int32Array: 'int32',
  Uint8Array: 'uint8',
} as const;

function elementType(values: Uint8Array | Reducible): string {
  if (values instanceof Float32Array) return typeNames.Float32Array;
  if (values instanceof Float64Array) return typeNames.Float64Array;
  return values instanceof Int32Array ? typeNames.Int32Array : typeNames.Uint8Array;
}

export class Allreduce extends Collective {
  readonly facts: CollectiveFacts;
  readonly #bytes: Uint8Array;

  constructor(
    readonly values: Reducible,
    readonly reduction: Reduction,
  ) {
    super();
    this.#bytes = bytesOf(values);
    this.facts = {
      kind: 'allreduce',
      elements: `${elementType(values)} ${reduction}`,
      root: 0,
      bytes: values.byteLength,
    };
  }

  rounds(slotBytes: number): number {
    return Math.max(1, Math.ceil(this.facts.bytes / slotBytes));
  }

  give(round: number, slot: Uint8Array): void {
    slot.set(part(this.#bytes, round, slot.length));
  }

  take(round: number, slots: readonly Uint8Array[]): void {
    const target = this.#target(round, slots[0]?.length ?? 0);
    reduceInto(
      target,
      slots.map((slot) => elementsLike(target, slot, target.length)),
      this.reduction,
    );
  }

  /** Reduces one share of a round for all: elements of the `share`-th of `slots.length` parts, into the slot of that rank. */
  reduceShare(round: number, slots: readonly Uint8Array[], share: number): void {
    const { length } = this.#target(round, slots[0]?.length ?? 0);
    const [from, to] = bounds(length, slots.length, share);
    const own = slots[share];
    if (!own || to === from) return;
    const at = (slot: Uint8Array): Reducible => elementsLike(this.values, slot, length).subarray(from, to);
    reduceInto(at(own), slots.map(at), this.reduction);
  }

  /** Takes every share from the slot of the rank that reduced it. */
  takeShares(round: number, slots: readonly Uint8Array[]): void {
    const target = this.#target(round, slots[0]?.length ?? 0);
    for (const [share, slot] of slots.entries()) {
      const [from, to] = bounds(target.length, slots.length, share);
      target.set(elementsLike(target, slot, target.length).subarray(from, to), from);
    }
  }

  #target(round: number, slotBytes: number): Reducible {
    const { values } = this;
    const size = slotBytes / values.BYTES_PER_ELEMENT;
    return values.subarray(round * size, Math.min(values.length, (round + 1) * size));
  }
}

/** Elements `from` to `to` of a share, on borders of cache lines. */
function bounds(length: number, shares: number, share: number): [from: number, to: number] {
  const size = Math.ceil(length / shares / 16) * 16;
  return [Math.min(length, share * size), Math.min(length, (share + 1) * size)];
}

export class Broadcast extends Collective {
  readonly facts: CollectiveFacts;
  readonly #bytes: Uint8Array;

  constructor(
    values: Uint8Array | Reducible,
    readonly root: number,
    readonly rank: number,
  ) {
    super();
    this.#bytes = bytesOf(values);
    this.facts = { kind: 'broadcast', elements: elementType(values), root, bytes: values.byteLength };
  }

  rounds(slotBytes: number): number {
    return Math.max(1, Math.ceil(this.facts.bytes / slotBytes));
  }

  give(round: number, slot: Uint8Array): void {
    if (this.rank === this.root) slot.set(part(this.#bytes, round, slot.length));
  }

  take(round: number, slots: readonly Uint8Array[]): void {
    const slot = slots[this.root];
    if (this.rank === this.root || !slot) return;
    const target = part(this.#bytes, round, slot.length);
    target.set(slot.subarray(0, target.length));
  }
}

export class Allgather extends Collective {
  readonly facts: CollectiveFacts;
  /** What every rank gave, once all rounds are taken. */
  readonly gathered: Uint8Array[] = [];

  constructor(readonly bytes: Uint8Array) {
    super();
    this.facts = { kind: 'allgather', elements: 'uint8', root: 0, bytes: bytes.length };
  }

  rounds(slotBytes: number, all: readonly CollectiveFacts[] | undefined): number | undefined {
    if (!all) return undefined;
    return Math.max(1, ...all.map(({ bytes }) => Math.ceil(bytes / slotBytes)));
  }

  give(round: number, slot: Uint8Array): void {
    slot.set(part(this.bytes, round, slot.length));
  }

  take(round: number, slots: readonly Uint8Array[], all: readonly CollectiveFacts[]): void {
    for (const [rank, slot] of slots.entries()) {
      this.gathered[rank] ??= new Uint8Array(all[rank]?.bytes ?? 0);
      const target = part(this.gathered[rank], round, slot.length);
      target.set(slot.subarray(0, target.length));
    }
  }
}

export class Barrier extends Collective {
  readonly facts: CollectiveFacts = { kind: 'barrier', elements: '', root: 0, bytes: 0 };

  rounds(): number {
    return 1;
  }

  give(): void {}

  take(): void {}
}

function part(bytes: Uint8Array, round: number, size: number): Uint8Array {
  return bytes.subarray(round * size, (round + 1) * size);
}
