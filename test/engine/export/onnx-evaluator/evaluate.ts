import {
  elementTypes,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from '../../../../engine/export/onnx/model.js';
import { readOnnxBytes } from '../../../../engine/export/onnx/write-onnx.js';
import { operators } from './operators.js';
import { product, type Tensor, tensor } from './tensor.js';

/** Attributes of a node, by what they must be. */
export class AttributeReader {
  readonly #attributes: ReadonlyMap<string, OnnxAttribute>;

  constructor(node: OnnxNode) {
    this.#attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  }

  int(name: string, fallback: number): number {
    return this.#attributes.get(name)?.i ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.#attributes.get(name)?.f ?? fallback;
  }

  ints(name: string): readonly number[] | undefined {
    return this.#attributes.get(name)?.ints;
  }

  text(name: string, fallback: string): string {
    const bytes = this.#attributes.get(name)?.s;
    return bytes ? new TextDecoder().decode(bytes) : fallback;
  }

  tensor(name: string): Tensor {
    const given = this.#attributes.get(name)?.t;
    if (!given) throw new RangeError(`the attribute "${name}" is missing`);
    return stored(given);
  }
}

/**
 * Runs an ONNX model as the specification of its operators says, in float64: slow, plain, and without a line of the code that wrote it
 * but the reader of its messages.
 */
export function evaluateOnnx(bytes: Uint8Array, inputs: Readonly<Record<string, Tensor>>): Map<string, Tensor> {
  const { graph } = readOnnxBytes(bytes);
  const known = new Map<string, Tensor>(Object.entries(inputs));
  for (const initializer of graph.initializer) known.set(initializer.name, stored(initializer));
  for (const node of graph.node) {
    const operator = operators[node.opType];
    if (!operator) throw new RangeError(`the evaluator does not know ${node.opType}`);
    const given = node.input.map((name) => (name === '' ? undefined : needed(known, name)));
    known.set(node.output[0] ?? '', operator(given, new AttributeReader(node)));
  }
  return new Map(graph.output.map(({ name }) => [name, needed(known, name)]));
}

function needed(known: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const found = known.get(name);
  if (!found) throw new RangeError(`"${name}" is used before it is computed`);
  return found;
}

function stored({ dims, dataType, rawData = new Uint8Array() }: OnnxTensor): Tensor {
  const { buffer } = new Uint8Array(rawData);
  const count = product(dims);
  switch (dataType) {
    case elementTypes.float32:
      return tensor(dims, new Float32Array(buffer, 0, count));
    case elementTypes.int32:
      return tensor(dims, new Int32Array(buffer, 0, count));
    case elementTypes.int64:
      return tensor(dims, Array.from(new BigInt64Array(buffer, 0, count), Number));
    default:
      return tensor(dims, new Uint8Array(buffer, 0, count));
  }
}
