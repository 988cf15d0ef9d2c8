import { type Graph, type GraphNode, type NodeKind, typeOf } from '../graph.js';
import { isOpen, sizeText } from '../sizes.js';
import { algebra } from './algebra.js';
import { elementwise } from './elementwise.js';
import { elementTypes, type OnnxDimension, type OnnxModel, type OnnxTensor, type OnnxValueInfo } from './model.js';
import { bytesOf, OnnxBuilder } from './onnx-builder.js';
import type { Operator, OperatorTable } from './operator.js';
import { shaping } from './shaping.js';
import { windows } from './windows.js';

const operators: OperatorTable<NodeKind> = { ...elementwise, ...windows, ...shaping, ...algebra };

/** Versions of ONNX's format by version of the operator set, as ONNX released them together. */
const formats: ReadonlyMap<number, number> = new Map([
  [17, 8],
  [18, 8],
  [19, 9],
  [20, 9],
  [21, 10],
]);

export const opsets: readonly number[] = [...formats.keys()];

export interface OnnxOptions {
  /** One of {@link opsets}; 17 by default. */
  readonly opset?: number;
  /** What the file says of itself: `key: value`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly producerVersion?: string;
}

/** A graph in ONNX's words. Stored tensors keep their names and share their memory. @throws Unwritable */
export function onnxModel(graph: Graph, options: OnnxOptions = {}): OnnxModel {
  const opset = options.opset ?? 17;
  const onnx = new OnnxBuilder(graph, opset);
  for (const node of graph.nodes) write(node, onnx);
  const parameters = [...graph.stored].map(([name, { dtype, shape, data }]): OnnxTensor => {
    return { dims: shape, dataType: elementTypes[dtype], name, rawData: bytesOf(data) };
  });
  return {
    irVersion: formats.get(opset) ?? 8,
    producerName: 'medbundle',
    producerVersion: options.producerVersion ?? '',
    graph: {
      node: onnx.nodes,
      name: 'network',
      initializer: [...parameters, ...onnx.initializers],
      input: graph.inputs.map((name) => valueInfo(graph, name)),
      output: graph.outputs.map((name) => valueInfo(graph, name)),
    },
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  };
}

function write(node: GraphNode, onnx: OnnxBuilder): void {
  // The table has for each kind the operator of that kind, which the compiler cannot follow through a union.
  const operator = operators[node.kind] as Operator<NodeKind>;
  operator(node, onnx);
}

function valueInfo(graph: Graph, name: string): OnnxValueInfo {
  const { dtype, shape } = typeOf(graph, name);
  const dim = shape.map((size): OnnxDimension => (isOpen(size) ? { dimParam: sizeText(size) } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypes[dtype], shape: { dim } } } };
}
