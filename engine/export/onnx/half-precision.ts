import { elementTypes, type OnnxModel, type OnnxNode, type OnnxTensor } from './model.js';

/**
 * The same model computing in half precision (float16): weights and constants are rounded, and inputs and outputs stay float32. Numbers
 * that ONNX wants in float32 (the scales of Resize) stay.
 */
export function halfPrecision(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const kept = new Set(graph.node.flatMap(({ opType, input }) => (opType === 'Resize' ? input.slice(1) : [])));
  const halved = new Set(graph.input.filter(isFloat).map(({ name }) => name));
  const outputs = new Set(graph.output.filter(isFloat).map(({ name }) => name));
  const renamed = (name: string): string => (halved.has(name) || outputs.has(name) ? `${name}_float16` : name);
  const nodes = graph.node.map((node): OnnxNode => {
    return {
      ...node,
      input: node.input.map(renamed),
      output: node.output.map(renamed),
      attribute: node.attribute.map(halfAttribute),
    };
  });
  return {
    ...model,
    graph: {
      ...graph,
      initializer: graph.initializer.map((tensor) => (kept.has(tensor.name) ? tensor : halfTensor(tensor))),
      node: [
        ...[...halved].map((name) => castTo('float16', name, renamed(name))),
        ...nodes,
        ...[...outputs].map((name) => castTo('float32', renamed(name), name)),
      ],
    },
  };
}

function isFloat({ type }: OnnxModel['graph']['input'][number]): boolean {
  return type.tensorType.elemType === elementTypes.float32;
}

function castTo(dtype: 'float16' | 'float32', from: string, to: string): OnnxNode {
  const attribute = [{ name: 'to', type: 2, i: elementTypes[dtype] }];
  return { opType: 'Cast', name: `Cast_${to}`, input: [from], output: [to], attribute };
}

/** A cast to float32 becomes one to float16, and so does a filling. */
function halfAttribute(attribute: OnnxNode['attribute'][number]): OnnxNode['attribute'][number] {
  if (attribute.name === 'to' && attribute.i === elementTypes.float32) return { ...attribute, i: elementTypes.float16 };
  return attribute.t ? { ...attribute, t: halfTensor(attribute.t) } : attribute;
}

function halfTensor(tensor: OnnxTensor): OnnxTensor {
  const { rawData } = tensor;
  if (tensor.dataType !== elementTypes.float32 || !rawData) return tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const halves = Uint16Array.from({ length: rawData.length / 4 }, (_, index) =>
    floatToHalf(view.getFloat32(4 * index, true)),
  );
  return { ...tensor, dataType: elementTypes.float16, rawData: new Uint8Array(halves.buffer) };
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** IEEE 754 binary16, rounded to the nearest, halves to even; what is too large becomes infinite. */
export function floatToHalf(value: number): number {
  single[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 127 + 15;
  const fraction = word & 0x7fffff;
  if (exponent === 0xff - 127 + 15) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent >= 0x1f) return sign | 0x7c00;
  if (exponent > 0) return sign | round(((exponent << 23) | fraction) >>> 0, 13);
  if (exponent < -10) return sign;
  return sign | round(fraction | 0x800000, 14 - exponent);
}

/** `value` without its last bits, to the nearest, halves to even; a carry goes into the exponent, as it must. */
function round(value: number, places: number): number {
  const kept = Math.floor(value / 2 ** places);
  const rest = value - kept * 2 ** places;
  const half = 2 ** (places - 1);
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}
