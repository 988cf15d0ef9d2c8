import type { Graph, GraphNode } from '../graph.js';

/** Leaves out nodes and stored tensors that no output needs. */
export function prune(graph: Graph): Graph {
  const needed = new Set(graph.outputs);
  const nodes: GraphNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!needed.has(node.output)) continue;
    for (const input of node.inputs) needed.add(input);
    nodes.push(node);
  }
  nodes.reverse();
  const kept = new Set([...graph.inputs, ...needed]);
  return {
    ...graph,
    nodes,
    stored: new Map([...graph.stored].filter(([name]) => needed.has(name))),
    types: new Map([...graph.types].filter(([name]) => kept.has(name))),
  };
}
