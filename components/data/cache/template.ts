import { serialize } from 'node:v8';
import { type AnyTypedArray, type DTypeName, ImageArray, NdArray } from '../../../engine/types/index.js';
import { isMapping } from '../mapping.js';
import { asVector } from '../typed-array.js';

/**
 * The form of a sample, apart from what differs between samples of one data set. Thousands of samples share a template; of
 * each only its arrays and leaves are kept.
 */
export type Template =
  /** A string, number, boolean, null, or short list of them: the sample's next leaf. */
  | { readonly kind: 'leaf' }
  /** Longer lists of plain values (an affine, say), kept once: the next leaf is its number. */
  | { readonly kind: 'shared' }
  /** Something JSON cannot write: undefined, NaN, a Map, … */
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'mapping'; readonly keys: readonly string[]; readonly values: readonly Template[] }
  | {
      readonly kind: 'array';
      readonly dtype: DTypeName;
      readonly shape: readonly number[];
      /** Of an image only. */
      readonly meta?: Template;
      readonly operations?: Template;
      /** Whether it is a bare typed array. */
      readonly bare?: true;
    };

/** A sample taken apart. */
export interface Parts {
  readonly template: Template;
  /** Values that JSON writes. */
  readonly leaves: unknown[];
  readonly arrays: NdArray[];
}

/** Thrown for a sample that holds something which cannot be taken apart; `what` names it. */
export class Indivisible extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

/** A list of plain values this long or longer is looked for among those seen before. */
const shareFrom = 6;
const shareUpTo = 64;

/** Takes samples apart, keeping what repeats once. */
export class TemplateStore {
  readonly #templateNumbers = new Map<string, number>();
  readonly #sharedNumbers = new Map<string, number>();

  constructor(
    readonly templates: Template[] = [],
    readonly shared: unknown[] = [],
  ) {}

  /** @throws Indivisible for objects of unknown classes and functions */
  take(sample: unknown): Parts & { readonly number: number } {
    const leaves: unknown[] = [];
    const arrays: NdArray[] = [];
    const template = this.#walk(sample, leaves, arrays);
    // Two templates are the same when their bytes are.
    const key = serialize(template).toString('latin1');
    let number = this.#templateNumbers.get(key);
    if (number === undefined) {
      number = this.templates.length;
      this.templates.push(template);
      this.#templateNumbers.set(key, number);
    }
    return { template, leaves, arrays, number };
  }

  #walk(value: unknown, leaves: unknown[], arrays: NdArray[]): Template {
    if (isLeaf(value)) {
      leaves.push(value);
      return { kind: 'leaf' };
    }
    if (typeof value === 'function' || typeof value === 'symbol') throw new Indivisible(`a ${typeof value}`);
    if (typeof value !== 'object' || value === null) return { kind: 'constant', value };
    if (value instanceof NdArray) return this.#walkArray(value, leaves, arrays);
    if (ArrayBuffer.isView(value)) {
      const vector = asVector(value);
      if (!vector) throw new Indivisible(`an object of class ${value.constructor.name}`);
      arrays.push(vector);
      return { kind: 'array', dtype: vector.dtype, shape: vector.shape, bare: true };
    }
    if (Array.isArray(value)) {
      if (value.every(isLeaf)) return this.#walkPlainList(value, leaves);
      return { kind: 'list', items: value.map((item) => this.#walk(item, leaves, arrays)) };
    }
    if (isMapping(value)) {
      const keys = Object.keys(value);
      return { kind: 'mapping', keys, values: Object.values(value).map((item) => this.#walk(item, leaves, arrays)) };
    }
    if (value instanceof Map || value instanceof Set || value instanceof Date) return { kind: 'constant', value };
    throw new Indivisible(`an object of class ${value.constructor.name}`);
  }

  #walkArray(array: NdArray, leaves: unknown[], arrays: NdArray[]): Template {
    const { dtype, shape } = array;
    arrays.push(array);
    if (!(array instanceof ImageArray)) return { kind: 'array', dtype, shape };
    const meta = this.#walk(array.meta, leaves, arrays);
    const operations = this.#walk(array.appliedOperations, leaves, arrays);
    return { kind: 'array', dtype, shape, meta, operations };
  }

  #walkPlainList(list: readonly unknown[], leaves: unknown[]): Template {
    if (list.length < shareFrom || list.length > shareUpTo) {
      leaves.push(list);
      return { kind: 'leaf' };
    }
    const key = JSON.stringify(list);
    let number = this.#sharedNumbers.get(key);
    if (number === undefined) {
      number = this.shared.length;
      this.shared.push(list);
      this.#sharedNumbers.set(key, number);
    }
    leaves.push(number);
    return { kind: 'shared' };
  }

  /**
   * Puts a sample together.
   * @param readArray the elements of the next array
   */
  assemble(
    number: number,
    leaves: readonly unknown[],
    readArray: (array: { readonly dtype: DTypeName; readonly shape: readonly number[] }) => AnyTypedArray,
  ): unknown {
    let next = 0;
    const build = (template: Template): unknown => {
      switch (template.kind) {
        case 'leaf':
          return leaves[next++];
        case 'shared':
          return this.shared[Number(leaves[next++])];
        case 'constant':
          return template.value;
        case 'list':
          return template.items.map(build);
        case 'mapping':
          return Object.fromEntries(template.keys.map((key, index) => [key, buildAt(template.values, index)]));
        case 'array': {
          const data = readArray(template);
          if (template.bare) return data;
          if (!template.meta) return new NdArray(data, template.shape, template.dtype);
          const meta = build(template.meta) as ImageArray['meta'];
          const operations = template.operations ? build(template.operations) : [];
          return new ImageArray(
            data,
            template.shape,
            template.dtype,
            meta,
            operations as ImageArray['appliedOperations'],
          );
        }
      }
    };
    const buildAt = (templates: readonly Template[], index: number): unknown => {
      const template = templates[index];
      return template && build(template);
    };
    const template = this.templates[number];
    return template && build(template);
  }
}

/** Whether JSON gives the value back as it was. */
function isLeaf(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}
