import type { Graph, GraphNode, NodeOf, StoredTensor } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';

/** Reshapes and transposes constants beforehand. Parameters keep PyTorch's layout. */
export function foldConstants(graph: Graph): Graph {
  const stored = new Map(graph.stored);
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const constant = stored.get(node.inputs[0] ?? '');
    const folded = constant?.role === 'constant' ? foldedBy(node, constant) : undefined;
    if (folded) stored.set(node.output, folded);
    else nodes.push(node);
  }
  return { ...graph, nodes, stored };
}

function foldedBy(node: GraphNode, constant: StoredTensor): StoredTensor | undefined {
  if (node.kind === 'transpose') return transposed(node, constant);
  if (node.kind !== 'reshape') return undefined;
  const shape = fixed(node.attributes.shape);
  return shape && { ...constant, shape };
}

function fixed(shape: readonly Size[]): number[] | undefined {
  return shape.some(isOpen) ? undefined : shape.map(Number);
}

function transposed(
  { attributes: { permutation } }: NodeOf<'transpose'>,
  { shape, data, ...rest }: StoredTensor,
): StoredTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const extents = permutation.map((axis) => shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 0);
  const result = data.slice();
  const place = extents.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    result[to] = data[from] ?? 0;
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0;
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (extents[axis] ?? 1)) break;
      from -= (place[axis] ?? 0) * (steps[axis] ?? 0);
      place[axis] = 0;
    }
  }
  return { ...rest, shape: extents, data: result };
}
