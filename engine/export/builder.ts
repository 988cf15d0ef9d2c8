import { fail } from '../errors.js';
import {
  type Attributes,
  type Graph,
  type GraphDtype,
  type GraphNode,
  type NodeKind,
  type StoredTensor,
  type TensorType,
  typeOf,
} from './graph.js';
import { type Size, sameSize } from './sizes.js';

/** Makes a graph, one node after the other. */
export class GraphBuilder {
  readonly #inputs: string[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #stored = new Map<string, StoredTensor>();
  readonly #types = new Map<string, TensorType>();
  readonly #reserved: ReadonlySet<string>;
  readonly #scalars = new Map<string, string>();
  #count = 0;

  /** @param reserved names that tensors made on the way must not have */
  constructor(reserved: Iterable<string>) {
    this.#reserved = new Set(reserved);
  }

  input(name: string, type: TensorType): string {
    this.#inputs.push(name);
    this.#types.set(name, type);
    return name;
  }

  type(name: string): TensorType {
    return typeOf({ types: this.#types }, name);
  }

  stored(name: string): StoredTensor | undefined {
    return this.#stored.get(name);
  }

  /** Adds a stored tensor under its own name. */
  store(name: string, tensor: StoredTensor): string {
    this.#stored.set(name, tensor);
    this.#types.set(name, { dtype: tensor.dtype, shape: tensor.shape });
    return name;
  }

  constant(dtype: GraphDtype, shape: readonly number[], data: StoredTensor['data']): string {
    return this.store(this.#fresh(), { role: 'constant', dtype, shape, data });
  }

  /** A float32 number without axes. */
  scalar(value: number): string {
    const key = Object.is(value, -0) ? '-0' : String(value);
    const known = this.#scalars.get(key);
    if (known !== undefined) return known;
    const name = this.constant('float32', [], Float32Array.of(value));
    this.#scalars.set(key, name);
    return name;
  }

  /** Adds a node, and returns the name of its output. */
  add<Kind extends NodeKind>(
    kind: Kind,
    inputs: readonly string[],
    attributes: Attributes[Kind],
    type: TensorType,
  ): string {
    const output = this.#fresh();
    const node = { kind, inputs: [...inputs], output, attributes };
    this.#nodes.push(node as GraphNode);
    this.#types.set(output, type);
    return output;
  }

  /** A tensor with its axes in another order; itself where the order is the same. */
  transpose(x: string, permutation: readonly number[]): string {
    if (permutation.every((axis, place) => axis === place)) return x;
    const { dtype, shape } = this.type(x);
    return this.add('transpose', [x], { permutation }, { dtype, shape: permuted(shape, permutation) });
  }

  /** A tensor under another shape; itself where the shape is the same. */
  reshape(x: string, shape: readonly Size[]): string {
    const { dtype, shape: old } = this.type(x);
    if (sameShape(old, shape)) return x;
    return this.add('reshape', [x], { shape }, { dtype, shape });
  }

  /** [N, …, C] as [N, C, …]. */
  channelsFirst(x: string): string {
    const rank = this.type(x).shape.length;
    return this.transpose(x, [0, rank - 1, ...range(1, rank - 1)]);
  }

  /** [N, C, …] as [N, …, C]. */
  channelsLast(x: string): string {
    const rank = this.type(x).shape.length;
    return this.transpose(x, [0, ...range(2, rank), 1]);
  }

  /** The graph of what was added. */
  build(outputs: readonly string[]): Graph {
    return { inputs: this.#inputs, outputs, nodes: this.#nodes, stored: this.#stored, types: this.#types };
  }

  #fresh(): string {
    for (;;) {
      const name = `v${++this.#count}`;
      if (!this.#reserved.has(name)) return name;
    }
  }
}

/** The extents of a tensor after transposing it. */
export function permuted(shape: readonly Size[], permutation: readonly number[]): Size[] {
  return permutation.map((axis) => shape[axis] ?? 1);
}

/** The permutation that undoes another. */
export function inverted(permutation: readonly number[]): number[] {
  const inverse: number[] = [];
  permutation.forEach((axis, place) => {
    inverse[axis] = place;
  });
  return inverse;
}

export function sameShape(a: readonly Size[], b: readonly Size[]): boolean {
  return a.length === b.length && a.every((size, axis) => sameSize(size, b[axis] ?? -1));
}

export function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}

/** Refuses what a graph cannot say. */
export function untraceable(problem: string, fix?: string): never {
  return fail({ family: 'export', code: 'untraceable', problem, fix });
}
