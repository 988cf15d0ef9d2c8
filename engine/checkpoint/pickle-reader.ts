import { NdArray } from '../types/index.js';
import { Float, makeFloat, makeInt, Tuple } from '../values/index.js';
import { type StorageType, storageTypes, viewStorage } from './storage.js';
import { Damage, type LoadedTree, Unsafe } from './tree.js';

/** A name that a pickle may mention; calling it is the only thing done with it. */
class Global {
  constructor(
    readonly name: string,
    readonly call?: (args: readonly unknown[]) => unknown,
  ) {}
}

class StorageClass extends Global {
  constructor(readonly type: StorageType) {
    super(`torch.${type.name}`);
  }
}

/** A storage: its elements' type and its bytes. */
class Storage {
  constructor(
    readonly type: StorageType,
    readonly content: Uint8Array,
  ) {}
}

const mark = Symbol('mark');

/** The names that tensors and containers need. Nothing else is ever looked up. */
const globals: ReadonlyMap<string, Global> = new Map(
  [
    new Global('collections.OrderedDict', ([entries]) => {
      const dict = new Map<unknown, unknown>();
      if (Array.isArray(entries))
        for (const entry of entries) if (entry instanceof Tuple) dict.set(entry.items[0], entry.items[1]);
      return dict;
    }),
    new Global('torch._utils._rebuild_tensor_v2', rebuildTensor),
    new Global('torch._utils._rebuild_tensor', rebuildTensor),
    new Global('torch._utils._rebuild_parameter', ([tensor]) => tensor),
    new Global('torch._utils._rebuild_parameter_with_state', ([tensor]) => tensor),
    new Global('torch.Size', ([size]) => size),
    new Global('torch.device', (args) => args.map(String).join(':')),
    ...storageTypes.map((type) => new StorageClass(type)),
  ].map((known) => [known.name, known]),
);

function rebuildTensor([storage, offset, size, strides]: readonly unknown[]): NdArray {
  if (!(storage instanceof Storage) || !(size instanceof Tuple) || !(strides instanceof Tuple)) {
    throw new Damage('a tensor is not described as PyTorch does');
  }
  return viewStorage(storage.content, storage.type, Number(offset), size.items.map(Number), strides.items.map(Number));
}

/**
 * Reads a pickle that holds tensors and containers only (protocols 2 to 5 as `torch.save` writes them).
 * @param readStorage the bytes of a storage by its key
 * @throws Unsafe when it names any other class or function; Damage when it is cut off or malformed
 */
export function readPickle(bytes: Uint8Array, readStorage: (key: string) => Uint8Array): LoadedTree {
  return new Unpickler(bytes, readStorage).run();
}

class Unpickler {
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  readonly #storages = new Map<string, Storage>();
  #at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly readStorage: (key: string) => Uint8Array,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): LoadedTree {
    for (;;) {
      const opcode = this.#byte();
      if (opcode === 0x2e) return new TreeCheck().tree(this.#pop());
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    const stack = this.#stack;
    switch (opcode) {
      case 0x80: // PROTO
        this.#byte();
        return;
      case 0x95: // FRAME
        this.#skip(8);
        return;
      case 0x28: // MARK
        stack.push(mark);
        return;
      case 0x30: // POP
        this.#pop();
        return;
      case 0x31: // POP_MARK
        this.#popMark();
        return;
      case 0x32: // DUP
        stack.push(this.#top());
        return;
      case 0x4e: // NONE
        stack.push(null);
        return;
      case 0x88: // NEWTRUE
        stack.push(true);
        return;
      case 0x89: // NEWFALSE
        stack.push(false);
        return;
      case 0x4b: // BININT1
        stack.push(this.#byte());
        return;
      case 0x4d: // BININT2
        stack.push(this.#view.getUint16(this.#skip(2), true));
        return;
      case 0x4a: // BININT
        stack.push(this.#view.getInt32(this.#skip(4), true));
        return;
      case 0x8a: // LONG1
        stack.push(this.#long(this.#byte()));
        return;
      case 0x8b: // LONG4
        stack.push(this.#long(this.#u32()));
        return;
      case 0x47: // BINFLOAT
        stack.push(makeFloat(this.#view.getFloat64(this.#skip(8), false)));
        return;
      case 0x58: // BINUNICODE
        stack.push(this.#text(this.#u32()));
        return;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(this.#text(this.#byte()));
        return;
      case 0x8d: // BINUNICODE8
        stack.push(this.#text(this.#u64()));
        return;
      case 0x54: // BINSTRING
        stack.push(this.#text(this.#u32()));
        return;
      case 0x55: // SHORT_BINSTRING
        stack.push(this.#text(this.#byte()));
        return;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        return;
      case 0x5d: // EMPTY_LIST
        stack.push([]);
        return;
      case 0x29: // EMPTY_TUPLE
        stack.push(new Tuple([]));
        return;
      case 0x74: // TUPLE
        stack.push(tuple(this.#popMark()));
        return;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(tuple(this.#popMany(opcode - 0x84)));
        return;
      case 0x6c: // LIST
        stack.push(this.#popMark());
        return;
      case 0x64: // DICT
        stack.push(setItems(new Map(), this.#popMark()));
        return;
      case 0x61: // APPEND
        append(this.#under(1), this.#popMany(1));
        return;
      case 0x65: {
        // APPENDS
        const items = this.#popMark();
        append(this.#top(), items);
        return;
      }
      case 0x73: // SETITEM
        setItems(this.#under(2), this.#popMany(2));
        return;
      case 0x75: {
        // SETITEMS
        const items = this.#popMark();
        setItems(this.#top(), items);
        return;
      }
      case 0x71: // BINPUT
        this.#memo.set(this.#byte(), this.#top());
        return;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#u32(), this.#top());
        return;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case 0x68: // BINGET
        stack.push(this.#recall(this.#byte()));
        return;
      case 0x6a: // LONG_BINGET
        stack.push(this.#recall(this.#u32()));
        return;
      case 0x63: // GLOBAL
        stack.push(lookUp(this.#line(), this.#line()));
        return;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        stack.push(lookUp(String(module), String(name)));
        return;
      }
      case 0x52: {
        // REDUCE
        const [callable, args] = this.#popMany(2);
        if (!(callable instanceof Global) || !callable.call || !(args instanceof Tuple)) {
          throw new Damage('it calls something that cannot be called');
        }
        stack.push(callable.call(args.items));
        return;
      }
      case 0x62: // BUILD: attributes of a container (`_metadata` of a state dict), of no use here
        this.#pop();
        return;
      case 0x51: // BINPERSID
        stack.push(this.#storage(this.#pop()));
        return;
      default:
        throw new Damage(`it has the unknown instruction 0x${opcode.toString(16)} at byte ${this.#at - 1}`);
    }
  }

  /** ('storage', class, key, location, element count). */
  #storage(id: unknown): Storage {
    if (!(id instanceof Tuple)) throw new Damage('a storage is not described as PyTorch does');
    const [kind, storageClass, key, , count] = id.items;
    if (kind !== 'storage' || !(storageClass instanceof StorageClass) || typeof key !== 'string') {
      throw new Damage('a storage is not described as PyTorch does');
    }
    const known = this.#storages.get(key);
    if (known) return known;
    const content = this.readStorage(key);
    const bytes = Number(count) * storageClass.type.bytes;
    if (!(bytes <= content.length)) throw new Damage(`the storage "${key}" is shorter than it says`);
    const storage = new Storage(storageClass.type, content.subarray(0, bytes));
    this.#storages.set(key, storage);
    return storage;
  }

  #skip(count: number): number {
    const at = this.#at;
    if (!(at + count <= this.bytes.length)) throw new Damage('it is cut off');
    this.#at += count;
    return at;
  }

  #byte(): number {
    return this.bytes[this.#skip(1)] ?? 0;
  }

  #u32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  #u64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  #text(length: number): string {
    const at = this.#skip(length);
    return new TextDecoder().decode(this.bytes.subarray(at, at + length));
  }

  #line(): string {
    const end = this.bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new Damage('it is cut off');
    const text = new TextDecoder().decode(this.bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  /** Two's complement, little-endian, of any length. */
  #long(length: number): number | bigint {
    const at = this.#skip(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(this.bytes[at + index] ?? 0);
    return makeInt(length === 0 ? 0n : BigInt.asIntN(length * 8, value));
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new Damage('its instructions do not fit together');
    return this.#stack.pop();
  }

  #popMany(count: number): unknown[] {
    if (this.#stack.length < count) throw new Damage('its instructions do not fit together');
    return this.#stack.splice(this.#stack.length - count);
  }

  #popMark(): unknown[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) throw new Damage('its instructions do not fit together');
    const items = this.#stack.splice(at);
    items.shift();
    return items;
  }

  #top(): unknown {
    return this.#under(0);
  }

  #under(depth: number): unknown {
    const at = this.#stack.length - 1 - depth;
    if (at < 0) throw new Damage('its instructions do not fit together');
    return this.#stack[at];
  }

  #recall(index: number): unknown {
    if (!this.#memo.has(index)) throw new Damage('it refers to something it never made');
    return this.#memo.get(index);
  }
}

function lookUp(module: string, name: string): Global {
  const known = globals.get(`${module}.${name}`);
  if (!known) throw new Unsafe(`${module}.${name}`);
  return known;
}

function tuple(items: unknown[]): Tuple {
  // Storages and classes pass through tuples on their way to a tensor; TreeCheck sees to it that none stays.
  return new Tuple(items as object[]);
}

function append(list: unknown, items: readonly unknown[]): void {
  if (!Array.isArray(list)) throw new Damage('its instructions do not fit together');
  for (const item of items) list.push(item);
}

function setItems(dict: unknown, items: readonly unknown[]): unknown {
  if (!(dict instanceof Map) || items.length % 2 !== 0) throw new Damage('its instructions do not fit together');
  for (let index = 0; index < items.length; index += 2) dict.set(items[index], items[index + 1]);
  return dict;
}

/** More values than any checkpoint holds: a pickle that repeats one container in another can grow without end. */
const mostValues = 2 ** 24;

class TreeCheck {
  readonly #open = new Set<unknown>();
  #values = 0;

  /** The value, seen to be data only. @throws Damage otherwise, and for a container that holds itself */
  tree(value: unknown): LoadedTree {
    if (++this.#values > mostValues) throw new Damage('it holds more values than a checkpoint can');
    switch (typeof value) {
      case 'boolean':
      case 'number':
      case 'bigint':
      case 'string':
        return value;
      default:
        break;
    }
    if (value === null || value instanceof NdArray || value instanceof Float) return value;
    if (this.#open.has(value)) throw new Damage('a container holds itself');
    this.#open.add(value);
    const tree = this.#container(value);
    this.#open.delete(value);
    return tree;
  }

  #container(value: unknown): LoadedTree {
    if (Array.isArray(value)) return value.map((item) => this.tree(item));
    if (value instanceof Tuple) return new Tuple(value.items.map((item) => this.tree(item)));
    if (value instanceof Map) {
      const dict = new Map<string | number, LoadedTree>();
      for (const [key, item] of value) {
        if (typeof key !== 'string' && typeof key !== 'number') {
          throw new Damage('a dict has keys other than strings and ints');
        }
        dict.set(key, this.tree(item));
      }
      return dict;
    }
    throw new Damage('it holds something that is neither a tensor nor a container');
  }
}
