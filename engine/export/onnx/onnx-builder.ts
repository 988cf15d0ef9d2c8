import type { Graph, GraphDtype, StoredTensor } from '../graph.js';
import { typeOf } from '../graph.js';
import { isOpen, openSize, type Size, sameSize, sizeText } from '../sizes.js';
import { attributeTypes, elementTypes, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './model.js';

/** An attribute's value. Whole numbers are ints; write `{ float: 1 }` where ONNX wants a float. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number } | OnnxTensor;

/** Collects nodes and initializers of an ONNX graph. */
export class OnnxBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly graph: Graph;
  /** The version of the operator set. */
  readonly opset: number;
  readonly #constants = new Map<string, string>();
  readonly #extents = new Map<string, string>();
  readonly #names = new Set<string>();
  readonly #tensors: Set<string>;
  #count = 0;

  constructor(graph: Graph, opset: number) {
    this.graph = graph;
    this.opset = opset;
    this.#tensors = new Set([...graph.types.keys(), ...graph.stored.keys()]);
  }

  /** Adds a node and returns its output, which has the name given or one of its own. */
  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = this.#fresh(),
  ): string {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.nodes.push({ input: inputs, output: [output], name: this.#nodeName(opType, inputs), opType, attribute });
    return output;
  }

  shape(name: string): readonly Size[] {
    return typeOf(this.graph, name).shape;
  }

  dtype(name: string): GraphDtype {
    return typeOf(this.graph, name).dtype;
  }

  stored(name: string): StoredTensor | undefined {
    return this.graph.stored.get(name);
  }

  /** A one-dimensional tensor of whole numbers. */
  integers(values: readonly number[]): string {
    return this.#constant(`int64 ${values.join()}`, () => ({
      dims: [values.length],
      dataType: elementTypes.int64,
      rawData: bytesOf(BigInt64Array.from(values, BigInt)),
    }));
  }

  /** A whole number without axes. */
  integer(value: number): string {
    return this.#constant(`int64 scalar ${value}`, () => ({
      dims: [],
      dataType: elementTypes.int64,
      rawData: bytesOf(BigInt64Array.of(BigInt(value))),
    }));
  }

  /** float32 numbers, of one axis. */
  floats(values: readonly number[]): string {
    return this.#constant(`float ${values.join()}`, () => ({
      dims: [values.length],
      dataType: elementTypes.float32,
      rawData: bytesOf(Float32Array.from(values)),
    }));
  }

  /** A float32 number without axes. */
  float(value: number): string {
    return this.#constant(`float scalar ${Object.is(value, -0) ? '-0' : value}`, () => ({
      dims: [],
      dataType: elementTypes.float32,
      rawData: bytesOf(Float32Array.of(value)),
    }));
  }

  /** `count` times the same float32 number. */
  repeated(value: number, count: number): string {
    return this.#constant(`float ${value} times ${count}`, () => ({
      dims: [count],
      dataType: elementTypes.float32,
      rawData: bytesOf(new Float32Array(count).fill(value)),
    }));
  }

  /** A one-dimensional tensor of extents, computed where some are open. */
  extents(sizes: readonly Size[]): string {
    if (!sizes.some(isOpen)) return this.integers(sizes.map(Number));
    const parts = sizes.map((size) => this.#extent(size));
    return this.add('Concat', parts, { axis: 0 });
  }

  #extent(size: Size): string {
    if (!isOpen(size)) return this.integers([size]);
    const key = sizeText(size);
    const known = this.#extents.get(key);
    if (known !== undefined) return known;
    const [first = '', ...more] = size.symbols.map((symbol) => this.#symbol(symbol));
    let product = more.reduce((result, factor) => this.add('Mul', [result, factor]), first);
    if (size.numerator !== 1) product = this.add('Mul', [product, this.integers([size.numerator])]);
    if (size.denominator !== 1) product = this.add('Div', [product, this.integers([size.denominator])]);
    if (size.offset !== 0) product = this.add('Add', [product, this.integers([size.offset])]);
    this.#extents.set(key, product);
    return product;
  }

  /** The extent of an open axis, read from the input that has it. */
  #symbol(symbol: string): string {
    const key = `symbol ${symbol}`;
    const known = this.#extents.get(key);
    if (known !== undefined) return known;
    for (const input of this.graph.inputs) {
      const axis = this.shape(input).findIndex((size) => sameSize(size, openSize(symbol)));
      if (axis < 0) continue;
      const extent = this.add('Gather', [this.add('Shape', [input]), this.integers([axis])], { axis: 0 });
      this.#extents.set(key, extent);
      return extent;
    }
    throw new RangeError(`no input has the open axis "${symbol}"`);
  }

  #constant(key: string, make: () => Omit<OnnxTensor, 'name'>): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh();
    this.initializers.push({ ...make(), name });
    this.#constants.set(key, name);
    return name;
  }

  #fresh(): string {
    for (;;) {
      const name = `t${++this.#count}`;
      if (this.#tensors.has(name)) continue;
      this.#tensors.add(name);
      return name;
    }
  }

  /** A node is called after the layer whose parameters it uses: `/conv_0/conv_0/conv/Conv`. */
  #nodeName(opType: string, inputs: readonly string[]): string {
    const parameter = inputs.find((input) => this.stored(input)?.role === 'parameter');
    const layer = parameter?.split('.').slice(0, -1) ?? [];
    const base = `/${[...layer, opType].join('/')}`;
    let name = base;
    for (let number = 1; this.#names.has(name); number++) name = `${base}_${number}`;
    this.#names.add(name);
    return name;
  }
}

function attributeOf(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  if ('dims' in value) return { name, type: attributeTypes.tensor, t: value };
  return { name, type: attributeTypes.ints, ints: value };
}

/** The elements' bytes; all machines that Node.js runs on today are little-endian. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
