import { NdArray } from '../types/index.js';
import { Float, Tuple } from '../values/index.js';
import { storageTypeOf } from './storage.js';
import type { CheckpointTree } from './tree.js';

/** Grows as it is written to. */
class Bytes {
  #bytes = new Uint8Array(4096);
  #length = 0;

  push(...values: number[]): void {
    this.append(Uint8Array.from(values));
  }

  append(piece: Uint8Array): void {
    if (this.#length + piece.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + piece.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** An instance of a class of a TorchScript archive: its attributes by name. */
export class ScriptObject {
  constructor(
    /** `__torch__.medbundle.Network`. */
    readonly className: string,
    readonly attributes: ReadonlyMap<string, CheckpointTree | ScriptObject>,
  ) {}
}

/** A pickle, and the contents of the storages that it names by key: `'0'`, `'1'`, …. */
export interface Pickled {
  readonly pickle: Uint8Array;
  readonly storages: readonly Uint8Array[];
}

/**
 * A pickle of protocol 2 as `torch.save` writes them, for `torch.load(…, weights_only=True)`. Mappings become
 * `OrderedDict`s where they hold tensors only (a state dict), dicts otherwise.
 * @throws TypeError for a dtype that PyTorch has no storage class for
 */
export function writePickle(tree: CheckpointTree | ScriptObject): Pickled {
  const writer = new Pickler();
  return writer.run(tree);
}

class Pickler {
  readonly #out = new Bytes();
  readonly #storages: Uint8Array[] = [];

  run(tree: CheckpointTree | ScriptObject): Pickled {
    this.#out.push(0x80, 2);
    this.#value(tree);
    this.#out.push(0x2e);
    return { pickle: this.#out.done(), storages: this.#storages };
  }

  #value(value: CheckpointTree | ScriptObject): void {
    if (value === null) this.#out.push(0x4e);
    else if (typeof value === 'boolean') this.#out.push(value ? 0x88 : 0x89);
    else if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'bigint') this.#int(value);
    else if (typeof value === 'number') Number.isInteger(value) ? this.#int(BigInt(value)) : this.#float(value);
    else if (value instanceof Float) this.#float(value.value);
    else if (value instanceof NdArray) this.#tensor(value);
    else if (value instanceof ScriptObject) this.#object(value);
    else if (value instanceof Tuple) this.#tuple(value.items as readonly CheckpointTree[]);
    else if (isList(value)) this.#list(value);
    else this.#mapping(value instanceof Map ? [...value] : Object.entries(value));
  }

  #mapping(entries: readonly (readonly [string | number, CheckpointTree])[]): void {
    if (entries.length > 0 && entries.every(([, item]) => item instanceof NdArray)) {
      this.#orderedDict();
    } else {
      this.#out.push(0x7d);
    }
    if (entries.length === 0) return;
    this.#out.push(0x28);
    for (const [key, item] of entries) {
      this.#value(key);
      this.#value(item);
    }
    this.#out.push(0x75);
  }

  #object({ className, attributes }: ScriptObject): void {
    const dot = className.lastIndexOf('.');
    this.#global(className.slice(0, dot), className.slice(dot + 1));
    this.#out.push(0x29, 0x81, 0x7d, 0x28);
    for (const [name, value] of attributes) {
      this.#text(name);
      this.#value(value);
    }
    this.#out.push(0x75, 0x62);
  }

  #orderedDict(): void {
    this.#global('collections', 'OrderedDict');
    this.#out.push(0x29, 0x52);
  }

  #list(items: readonly CheckpointTree[]): void {
    this.#out.push(0x5d);
    if (items.length === 0) return;
    this.#out.push(0x28);
    for (const item of items) this.#value(item);
    this.#out.push(0x65);
  }

  #tuple(items: readonly CheckpointTree[]): void {
    this.#out.push(0x28);
    for (const item of items) this.#value(item);
    this.#out.push(0x74);
  }

  #tensor(array: NdArray): void {
    const type = storageTypeOf(array.dtype);
    if (!type) throw new TypeError(`PyTorch has no storage for ${array.dtype}`);
    const key = String(this.#storages.length);
    const { buffer, byteOffset, byteLength } = array.data;
    this.#storages.push(new Uint8Array(buffer, byteOffset, byteLength));
    this.#global('torch._utils', '_rebuild_tensor_v2');
    this.#out.push(0x28, 0x28);
    this.#text('storage');
    this.#global('torch', type.name);
    this.#text(key);
    this.#text('cpu');
    this.#int(BigInt(array.size));
    this.#out.push(0x74, 0x51);
    this.#int(0n);
    this.#tuple(array.shape);
    this.#tuple(stridesOf(array.shape));
    this.#out.push(0x89);
    this.#orderedDict();
    this.#out.push(0x74, 0x52);
  }

  #global(module: string, name: string): void {
    this.#out.append(new TextEncoder().encode(`c${module}\n${name}\n`));
  }

  #text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const header = new DataView(new ArrayBuffer(5));
    header.setUint8(0, 0x58);
    header.setUint32(1, bytes.length, true);
    this.#out.append(new Uint8Array(header.buffer));
    this.#out.append(bytes);
  }

  #float(value: number): void {
    const view = new DataView(new ArrayBuffer(9));
    view.setUint8(0, 0x47);
    view.setFloat64(1, value, false);
    this.#out.append(new Uint8Array(view.buffer));
  }

  #int(value: bigint): void {
    if (BigInt.asIntN(32, value) === value) {
      const view = new DataView(new ArrayBuffer(5));
      view.setUint8(0, 0x4a);
      view.setInt32(1, Number(value), true);
      this.#out.append(new Uint8Array(view.buffer));
      return;
    }
    const bytes: number[] = [];
    let rest = value;
    do {
      bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    } while (rest !== (((bytes.at(-1) ?? 0) & 0x80) !== 0 ? -1n : 0n));
    this.#out.push(0x8a, bytes.length, ...bytes);
  }
}

function isList(value: object): value is readonly CheckpointTree[] {
  return Array.isArray(value);
}

function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.unshift(stride);
    stride *= Math.max(1, shape[axis] ?? 1);
  }
  return strides;
}
