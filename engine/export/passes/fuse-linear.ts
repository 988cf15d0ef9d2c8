import type { Graph, GraphNode } from '../graph.js';
import { typeOf } from '../graph.js';

/** A product with a transposed weight, and the addition of a bias after it, are PyTorch's linear layer. */
export function fuseLinear(graph: Graph): Graph {
  const uses = new Map<string, number>();
  for (const name of [...graph.outputs, ...graph.nodes.flatMap(({ inputs }) => inputs)]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const linear = new Map<string, Extract<GraphNode, { kind: 'linear' }>>();
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const [first = '', second = ''] = node.inputs;
    if (
      node.kind === 'matMul' &&
      isWeight(graph, second) &&
      node.attributes.transposeB &&
      !node.attributes.transposeA
    ) {
      const made = { ...node, kind: 'linear', attributes: {} } as const;
      linear.set(node.output, made);
      nodes.push(made);
      continue;
    }
    const product = node.kind === 'add' ? (linear.get(first) ?? linear.get(second)) : undefined;
    const bias = product?.output === first ? second : first;
    if (product?.inputs.length === 2 && uses.get(product.output) === 1 && isBias(graph, bias, product)) {
      nodes.splice(nodes.indexOf(product), 1);
      nodes.push({ ...product, inputs: [...product.inputs, bias], output: node.output });
    } else {
      nodes.push(node);
    }
  }
  return { ...graph, nodes };
}

function isWeight(graph: Graph, name: string): boolean {
  return graph.stored.get(name)?.shape.length === 2;
}

function isBias(graph: Graph, name: string, product: GraphNode): boolean {
  const shape = graph.stored.get(name)?.shape;
  const outputs = typeOf(graph, product.inputs[1] ?? '').shape[0];
  return shape?.length === 1 && shape[0] === outputs;
}
