import type { NodeKind, NodeOf } from '../graph.js';
import type { OnnxBuilder } from './onnx-builder.js';

/** Writes a node with ONNX's operators; the last gives `node.output`. */
export type Operator<Kind extends NodeKind> = (node: NodeOf<Kind>, onnx: OnnxBuilder) => void;

/** Operators by kind of node. */
export type OperatorTable<Kinds extends NodeKind> = { readonly [Kind in Kinds]: Operator<Kind> };

/** An input that a node of this kind has. */
export function inputOf(node: { readonly kind: string; readonly inputs: readonly string[] }, index: number): string {
  const name = node.inputs[index];
  if (name === undefined) throw new RangeError(`a node ${node.kind} has no input ${index}`);
  return name;
}
