import { GraphBuilder, inverted, permuted, range } from '../builder.js';
import {
  type Attributes,
  binaryKinds,
  type Graph,
  type GraphNode,
  type NodeKind,
  type NodeOf,
  type TensorType,
  typeOf,
  unaryKinds,
} from '../graph.js';
import { type Size, sameSize } from '../sizes.js';

/** A tensor of the old graph as one of the new with its axes in another order: `old.shape[i] = new.shape[permutation[i]]`. */
interface View {
  readonly source: string;
  readonly permutation: readonly number[];
}

const elementwise: ReadonlySet<NodeKind> = new Set<NodeKind>([
  ...unaryKinds,
  'leakyRelu',
  'elu',
  'celu',
  'swish',
  'gelu',
  'clamp',
  'cast',
]);

const broadcasting: ReadonlySet<NodeKind> = new Set<NodeKind>([...binaryKinds, 'where']);

/**
 * Moves transpositions down the graph until they meet their inverse and vanish: what a network computes channels-last becomes
 * channel-first. One that nothing undoes is made where its result is first needed.
 */
export function sinkTransposes(graph: Graph): Graph {
  return new Sinking(graph).run();
}

class Sinking {
  readonly #graph: Graph;
  readonly #builder: GraphBuilder;
  readonly #views = new Map<string, View>();
  readonly #made = new Map<string, string>();

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#builder = new GraphBuilder([...graph.inputs, ...graph.stored.keys()]);
  }

  run(): Graph {
    const { inputs, stored, nodes, outputs } = this.#graph;
    for (const name of inputs) this.#plain(name, this.#builder.input(name, this.#type(name)));
    for (const [name, tensor] of stored) this.#plain(name, this.#builder.store(name, tensor));
    for (const node of nodes) this.#views.set(node.output, this.#sink(node));
    return this.#builder.build(outputs.map((name) => this.#materialized(name)));
  }

  #sink(node: GraphNode): View {
    const [x = ''] = node.inputs;
    switch (node.kind) {
      case 'transpose':
        return this.#transposed(x, node.attributes.permutation);
      case 'reshape':
        return this.#reshaped(node);
      case 'concat':
        return this.#concatenated(node);
      case 'softmax':
      case 'logSoftmax':
      case 'cumulativeSum': {
        const { source, permutation } = this.#view(x);
        const attributes = { ...node.attributes, axis: permutation[node.attributes.axis] ?? 0 };
        return this.#viewed({ ...node, attributes } as GraphNode, [source], permutation);
      }
      case 'reduce':
      case 'argument':
        return this.#reduced(node);
      case 'reverse': {
        const { source, permutation } = this.#view(x);
        const axes = node.attributes.axes.map((axis) => permutation[axis] ?? 0);
        return this.#viewed({ ...node, attributes: { axes } }, [source], permutation);
      }
      case 'slice':
      case 'pad':
      case 'tile':
      case 'expand':
        return this.#byAxis(node);
      case 'gather': {
        const [, indices = ''] = node.inputs;
        const { source, permutation } = this.#view(x);
        if (this.#type(indices).shape.length !== 1) return this.#kept(node);
        const axis = permutation[node.attributes.axis] ?? 0;
        return this.#viewed({ ...node, attributes: { axis } }, [source, this.#materialized(indices)], permutation);
      }
      case 'matMul':
        return this.#multiplied(node);
      default:
        if (elementwise.has(node.kind)) {
          const { source, permutation } = this.#view(x);
          return this.#viewed(node, [source], permutation);
        }
        if (broadcasting.has(node.kind)) return this.#broadcast(node);
        return this.#kept(node);
    }
  }

  #type(name: string): TensorType {
    return typeOf(this.#graph, name);
  }

  #view(name: string): View {
    const view = this.#views.get(name);
    if (!view) throw new RangeError(`the graph uses "${name}" before it is made`);
    return view;
  }

  #plain(name: string, source: string): void {
    this.#views.set(name, { source, permutation: range(0, this.#type(name).shape.length) });
  }

  /** The tensor as the old graph has it. */
  #materialized(name: string): string {
    const { source, permutation } = this.#view(name);
    const key = `${source} ${permutation.join()}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = this.#builder.transpose(source, permutation);
    this.#made.set(key, made);
    return made;
  }

  /** The node on tensors as the old graph has them. */
  #kept(node: GraphNode): View {
    const inputs = node.inputs.map((name) => this.#materialized(name));
    return this.#viewed(node, inputs, range(0, this.#type(node.output).shape.length));
  }

  /** The node on other inputs; its result is the old one's with the axes in the order that `permutation` undoes. */
  #viewed(node: GraphNode, inputs: readonly string[], permutation: readonly number[]): View {
    const { dtype, shape } = this.#type(node.output);
    const type = { dtype, shape: permuted(shape, inverted(permutation)) };
    const attributes: Attributes[NodeKind] = node.attributes;
    return { source: this.#builder.add(node.kind, inputs, attributes, type), permutation };
  }

  #transposed(x: string, order: readonly number[]): View {
    const { source, permutation } = this.#view(x);
    return { source, permutation: order.map((axis) => permutation[axis] ?? 0) };
  }

  #reshaped(node: NodeOf<'reshape'>): View {
    const [x = ''] = node.inputs;
    const from = this.#type(x).shape;
    const to = node.attributes.shape;
    const order = movedOnes(from, to);
    if (order) return this.#transposed(x, order);
    const view = this.#view(x);
    const changed = view.permutation.some((axis, place) => axis !== place);
    return changed && sameButOnes(from, to) ? this.#squeezed(view, from, to) : this.#kept(node);
  }

  /** Takes away all axes of extent 1, and puts in those of the new shape. */
  #squeezed({ source, permutation }: View, from: readonly Size[], to: readonly Size[]): View {
    const wide = permutation.filter((_, axis) => from[axis] !== 1);
    const sorted = [...wide].sort((a, b) => a - b);
    const order = wide.map((axis) => sorted.indexOf(axis));
    const shape = permuted(this.#builder.type(source).shape, sorted);
    const result: number[] = [];
    let next = 0;
    to.forEach((extent, axis) => {
      if (extent !== 1) {
        result.push(order[next++] ?? 0);
        return;
      }
      for (const [place, other] of result.entries()) if (other >= axis) result[place] = other + 1;
      for (let place = next; place < order.length; place++) {
        const other = order[place] ?? 0;
        if (other >= axis) order[place] = other + 1;
      }
      result.push(axis);
      shape.splice(axis, 0, 1);
    });
    return { source: this.#builder.reshape(source, shape), permutation: result };
  }

  #concatenated(node: NodeOf<'concat'>): View {
    const views = node.inputs.map((name) => this.#view(name));
    const [first] = views;
    const order = first?.permutation.join();
    if (!first || !views.every(({ permutation }) => permutation.join() === order)) return this.#kept(node);
    const axis = first.permutation[node.attributes.axis] ?? 0;
    return this.#viewed(
      { ...node, attributes: { axis } },
      views.map(({ source }) => source),
      first.permutation,
    );
  }

  #reduced(node: NodeOf<'reduce'> | NodeOf<'argument'>): View {
    const { source, permutation } = this.#view(node.inputs[0] ?? '');
    const gone = node.kind === 'reduce' ? node.attributes.axes : [node.attributes.axis];
    const axes = gone.map((axis) => permutation[axis] ?? 0).sort((a, b) => a - b);
    const keeps = node.kind === 'reduce' && node.attributes.keepDims;
    const left = permutation.filter((_, axis) => !gone.includes(axis));
    const sorted = [...left].sort((a, b) => a - b);
    const order = keeps ? permutation : left.map((axis) => sorted.indexOf(axis));
    if (node.kind === 'reduce') {
      return this.#viewed({ ...node, attributes: { ...node.attributes, axes } }, [source], order);
    }
    return this.#viewed({ ...node, attributes: { ...node.attributes, axis: axes[0] ?? 0 } }, [source], order);
  }

  #byAxis(node: NodeOf<'slice'> | NodeOf<'pad'> | NodeOf<'tile'> | NodeOf<'expand'>): View {
    const view = this.#view(node.inputs[0] ?? '');
    const { source, permutation } = view;
    if (permutation.length !== this.#type(node.output).shape.length) return this.#kept(node);
    const back = inverted(permutation);
    const ordered = <T>(items: readonly T[]): T[] => back.flatMap((axis) => items.slice(axis, axis + 1));
    switch (node.kind) {
      case 'slice': {
        const { begin, size, strides } = node.attributes;
        const attributes = { begin: ordered(begin), size: ordered(size), strides: ordered(strides) };
        return this.#viewed({ ...node, attributes }, [source], permutation);
      }
      case 'pad': {
        const attributes = { ...node.attributes, margins: ordered(node.attributes.margins) };
        return this.#viewed({ ...node, attributes }, [source], permutation);
      }
      case 'tile':
        return this.#viewed(
          { ...node, attributes: { repeats: ordered(node.attributes.repeats) } },
          [source],
          permutation,
        );
      case 'expand':
        return this.#viewed({ ...node, attributes: { shape: ordered(node.attributes.shape) } }, [source], permutation);
    }
  }

  /** A transposition of the last two axes is the product's own to make. */
  #multiplied(node: NodeOf<'matMul'>): View {
    const [a, b] = node.inputs.map((name) => {
      const { source, permutation } = this.#view(name);
      const rank = permutation.length;
      const swapped = [...range(0, rank - 2), rank - 1, rank - 2].join() === permutation.join();
      return swapped ? { source, swapped } : { source: this.#materialized(name), swapped };
    });
    const { transposeA, transposeB } = node.attributes;
    const attributes = { transposeA: transposeA !== a?.swapped, transposeB: transposeB !== b?.swapped };
    const inputs = [a?.source ?? '', b?.source ?? ''];
    return this.#viewed({ ...node, attributes }, inputs, range(0, this.#type(node.output).shape.length));
  }

  #broadcast(node: GraphNode): View {
    const rank = this.#type(node.output).shape.length;
    const moved = node.inputs.find((name) => {
      const { permutation } = this.#view(name);
      return permutation.length === rank && permutation.some((axis, place) => axis !== place);
    });
    if (moved === undefined) return this.#kept(node);
    const { permutation } = this.#view(moved);
    const order = permutation.join();
    const inputs: string[] = [];
    for (const name of node.inputs) {
      const view = this.#view(name);
      const input = view.permutation.join() === order ? view.source : this.#cheaply(name, permutation);
      if (input === undefined) return this.#kept(node);
      inputs.push(input);
    }
    return this.#viewed(node, inputs, permutation);
  }

  /** What costs next to nothing to have in another order: a stored tensor, or one whose axes of several elements keep theirs. */
  #cheaply(name: string, permutation: readonly number[]): string | undefined {
    const { shape } = this.#type(name);
    const wide = shape.filter((extent) => extent !== 1).length;
    if (wide === 0) return this.#materialized(name);
    const full: Size[] = [...Array<number>(permutation.length - shape.length).fill(1), ...shape];
    const back = inverted(permutation);
    // Where only axes of one element change places, nothing moves.
    const order = back.filter((axis) => full[axis] !== 1);
    if (order.every((axis, place) => place === 0 || axis > (order[place - 1] ?? 0))) {
      return this.#builder.reshape(this.#materialized(name), permuted(full, back));
    }
    if (!this.#graph.stored.has(name)) return undefined;
    return this.#builder.transpose(this.#builder.reshape(this.#materialized(name), full), back);
  }
}

/** The permutation that does what a reshape does, when all it does is to move axes of extent 1. */
function movedOnes(from: readonly Size[], to: readonly Size[]): number[] | undefined {
  if (from.length !== to.length || !sameButOnes(from, to)) return undefined;
  const ones = range(0, from.length).filter((axis) => from[axis] === 1);
  const wide = range(0, from.length).filter((axis) => from[axis] !== 1);
  return to.map((extent) => (extent === 1 ? ones.shift() : wide.shift()) ?? 0);
}

function sameButOnes(from: readonly Size[], to: readonly Size[]): boolean {
  const [a, b] = [from, to].map((shape) => shape.filter((extent) => extent !== 1));
  return (
    a !== undefined &&
    b !== undefined &&
    a.length === b.length &&
    a.every((size, axis) => sameSize(size, b[axis] ?? -1))
  );
}
