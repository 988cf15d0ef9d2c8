import { type Graph, type GraphNode, type TensorType, typeOf } from '../graph.js';

/** Gives the outputs their names. An output that is an input, a stored tensor or another output gets a node of its own. */
export function nameOutputs(graph: Graph, names: readonly string[]): Graph {
  const renamed = new Map<string, string>();
  const copies: GraphNode[] = [];
  const types = new Map<string, TensorType>(graph.types);
  const made = new Set(graph.nodes.map(({ output }) => output));
  const outputs = graph.outputs.map((output, index) => {
    const name = names[index] ?? `output_${index}`;
    const type = typeOf(graph, output);
    types.set(name, type);
    if (made.has(output) && !renamed.has(output)) renamed.set(output, name);
    else
      copies.push({
        kind: 'cast',
        inputs: [renamed.get(output) ?? output],
        output: name,
        attributes: { dtype: type.dtype },
      });
    return name;
  });
  const called = (name: string): string => renamed.get(name) ?? name;
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(called), output: called(node.output) }));
  for (const old of renamed.keys()) types.delete(old);
  for (const name of outputs) types.set(name, types.get(name) ?? typeOf(graph, name));
  return { ...graph, outputs, nodes: [...nodes, ...copies], types };
}
