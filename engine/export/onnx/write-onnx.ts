import { basename } from 'node:path';
import { fail } from '../../errors.js';
import type { Graph } from '../graph.js';
import { writeWhole } from '../write-whole.js';
import { decode, encode } from './message.js';
import { modelMessage, type OnnxModel, type OnnxTensor } from './model.js';
import { type OnnxOptions, onnxModel } from './onnx-model.js';
import { Unwritable } from './unwritable.js';

/** Protocol buffers end at 2 GiB; some of it is for the graph itself. */
const mostBytesInside = 2 ** 31 - 2 ** 24;

/** Where tensors start in a file of their own, so that they can be mapped into memory. */
const alignment = 4096;

export interface WriteOnnxOptions extends OnnxOptions {
  /** Looks at the file before it appears under its name. */
  readonly check?: (temporary: string) => Promise<void>;
  /** From how many bytes of tensors on they go into a file of their own, `<path>.data`; by default where ONNX's format ends. */
  readonly mostBytesInside?: number;
}

/**
 * Writes a graph as an ONNX model. It appears whole or not at all. Tensors of more than 2 GiB go into `<path>.data`, which belongs to
 * the model.
 *
 * @throws BundleError `export_impossible` for what ONNX cannot say
 */
export async function writeOnnx(path: string, graph: Graph, options: WriteOnnxOptions = {}): Promise<void> {
  const model = modelOf(path, graph, options);
  const { initializer } = model.graph;
  const bytes = initializer.reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
  if (bytes <= (options.mostBytesInside ?? mostBytesInside)) {
    await writeWhole(path, [encode(modelMessage, model)], options.check);
    return;
  }
  const { tensors, pieces } = outside(initializer, `${basename(path)}.data`);
  const small = encode(modelMessage, { ...model, graph: { ...model.graph, initializer: tensors } });
  // The model is there, under its temporary name, before its data takes the place of older data.
  await writeWhole(path, [small], () => writeWhole(`${path}.data`, pieces));
}

/** Whether all of a graph's tensors fit into the model's own file. */
export function tensorsInside({ stored }: Graph): boolean {
  return [...stored.values()].reduce((sum, { data }) => sum + data.byteLength, 0) <= mostBytesInside;
}

/** The bytes of an ONNX model. @throws BundleError `export_impossible` for what ONNX cannot say */
export function onnxBytes(graph: Graph, options: OnnxOptions = {}): Uint8Array {
  return encode(modelMessage, modelOf('model.onnx', graph, options));
}

/** What an ONNX model says, as far as exports write it. */
export function readOnnxBytes(bytes: Uint8Array): OnnxModel {
  return decode(modelMessage, bytes) as OnnxModel;
}

function modelOf(path: string, graph: Graph, options: OnnxOptions): OnnxModel {
  try {
    return onnxModel(graph, options);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    return fail({ family: 'export', code: 'export_impossible', path, problem: error.message });
  }
}

function outside(initializers: readonly OnnxTensor[], location: string) {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const tensors = initializers.map((tensor): OnnxTensor => {
    const { rawData, ...rest } = tensor;
    // Shapes and other small ones are read while the graph is checked, before the other file is.
    if (!rawData || rawData.length < 1024) return tensor;
    const gap = (alignment - (offset % alignment)) % alignment;
    pieces.push(new Uint8Array(gap), rawData);
    offset += gap + rawData.length;
    const place = { location, offset: offset - rawData.length, length: rawData.length };
    const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
    return { ...rest, externalData, dataLocation: 1 };
  });
  return { tensors, pieces };
}
