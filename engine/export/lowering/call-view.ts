import { untraceable } from '../builder.js';
import type { TensorType } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';
import type { Attribute, Call } from '../tracing/align.js';

/** A traced operation whose inputs have names in the graph, with its attributes read as the kinds they must have. */
export class CallView {
  readonly kernel: string;
  readonly #call: Call;
  readonly #names: ReadonlyMap<string, string>;

  /** @param names of the inputs in the graph, by their names in the call */
  constructor(call: Call, names: ReadonlyMap<string, string>) {
    this.kernel = call.kernel;
    this.#call = call;
    this.#names = names;
  }

  /** All inputs, in order. */
  get inputs(): string[] {
    return [...this.#names.values()];
  }

  /** What the first result is. */
  get result(): TensorType {
    return this.#call.results[0] ?? untraceable(`${this.kernel} has no result`);
  }

  get results(): readonly TensorType[] {
    return this.#call.results;
  }

  input(name: string): string {
    return this.#names.get(name) ?? untraceable(`${this.kernel} has no input "${name}"`);
  }

  optional(name: string): string | undefined {
    return this.#names.get(name);
  }

  attribute(name: string): Attribute {
    return this.#call.attributes[name];
  }

  number(name: string, fallback?: number): number {
    const value = this.attribute(name) ?? fallback;
    return typeof value === 'number' ? value : this.#refuse(name);
  }

  flag(name: string): boolean {
    return this.attribute(name) === true;
  }

  text(name: string, fallback?: string): string {
    const value = this.attribute(name) ?? fallback;
    return typeof value === 'string' ? value : this.#refuse(name);
  }

  numbers(name: string): number[] {
    return this.sizes(name).map((size) => (isOpen(size) ? this.#refuse(name) : size));
  }

  sizes(name: string): Size[] {
    const value = this.attribute(name);
    if (!isList(value)) return this.#refuse(name);
    return value.map((item) => (isSize(item) ? item : this.#refuse(name)));
  }

  /** Pairs of numbers: margins of each axis. */
  pairs(name: string): [number, number][] {
    const value = this.attribute(name);
    if (!isList(value)) return this.#refuse(name);
    return value.map((item) => {
      if (!isList(item)) return this.#refuse(name);
      const [before, after] = item;
      return typeof before === 'number' && typeof after === 'number' ? [before, after] : this.#refuse(name);
    });
  }

  /** Axes of a tensor of `rank`, counted from the front; all where nothing is said. */
  axes(name: string, rank: number): number[] {
    const value = this.attribute(name);
    if (value === undefined || value === null) return Array.from({ length: rank }, (_, axis) => axis);
    const given = typeof value === 'number' ? [value] : this.numbers(name);
    return given.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  }

  #refuse(name: string): never {
    return untraceable(
      `${this.kernel} has the ${name} ${JSON.stringify(this.attribute(name))}, which graphs cannot say`,
    );
  }
}

function isList(value: Attribute): value is readonly Attribute[] {
  return Array.isArray(value);
}

function isSize(value: Attribute): value is Size {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && 'symbols' in value);
}
