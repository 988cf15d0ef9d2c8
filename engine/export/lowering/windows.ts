import type { GraphBuilder } from '../builder.js';
import { range, untraceable } from '../builder.js';
import type { TensorType, Window } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';
import type { CallView } from './call-view.js';
import { activation } from './elementwise.js';
import type { Lowering, LoweringTable } from './lowering.js';

type Margins = (readonly [before: number, after: number])[];

/** Convolutions, pooling and resizing: kernels are channels-last, nodes channel-first. */
export const windows: LoweringTable = {
  MedbundleConvolution: (call, graph) => {
    const tensors = call.inputs;
    const last = tensors[tensors.length - 1] ?? '';
    const bias = graph.type(last).shape.length === 1 ? [last] : [];
    const filter = tensors[tensors.length - 1 - bias.length] ?? '';
    const parts = tensors.slice(0, tensors.length - 1 - bias.length).map((part) => graph.channelsFirst(part));
    return convolved(call, graph, joined(graph, parts), filter, bias, {
      strides: call.numbers('strides'),
      padding: call.numbers('padding').map((zeros) => [zeros, zeros] as const),
      dilations: call.numbers('dilations'),
      groups: call.number('groups', 1),
    });
  },
  MedbundleTransposedConvolution: (call, graph) => {
    const bias = call.optional('bias');
    const weight = graph.transpose(call.input('filter'), filterOrder(graph, call.input('filter')));
    const attributes = {
      strides: call.numbers('strides'),
      padding: call.numbers('padding').map((zeros) => [zeros, zeros] as const),
      dilations: call.numbers('dilations'),
      outputPadding: call.numbers('outputPadding'),
      groups: call.number('groups', 1),
    };
    const inputs = [graph.channelsFirst(call.input('x')), weight, ...(bias === undefined ? [] : [bias])];
    return graph.channelsLast(graph.add('transposedConvolution', inputs, attributes, firstType(call.result)));
  },
  Conv2D: tfjsConvolution,
  FusedConv2D: tfjsConvolution,
  Conv3D: tfjsConvolution,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  MaxPool: (call, graph) => pooled(call, graph, 'maxPool'),
  MaxPool3D: (call, graph) => pooled(call, graph, 'maxPool'),
  AvgPool: (call, graph) => pooled(call, graph, 'averagePool'),
  AvgPool3D: (call, graph) => pooled(call, graph, 'averagePool'),
  MedbundleMaxPool: (call, graph) => {
    const spatial = call.result.shape.length - 2;
    const size = Array<number>(spatial).fill(call.number('size'));
    const attributes = { size, strides: size, padding: size.map(() => [0, 0] as const) };
    return graph.channelsLast(
      graph.add('maxPool', [graph.channelsFirst(call.input('x'))], attributes, firstType(call.result)),
    );
  },
  MedbundleNeighbourMean: (call, graph) => {
    const x = graph.channelsFirst(call.input('x'));
    const { dtype, shape } = graph.type(x);
    const size = call.number('size');
    const margins = shape.map((_, axis) => [axis < 2 ? 0 : size - 1, 0] as const);
    const wide = shape.map((extent, axis) => (axis < 2 ? extent : shifted(extent, size - 1)));
    const padded = graph.add('pad', [x], { margins, mode: 'constant', value: 0 }, { dtype, shape: wide });
    const spatial = margins.slice(2);
    const attributes = {
      size: spatial.map(() => size),
      strides: spatial.map(() => 1),
      padding: spatial.map(() => [0, 0] as const),
    };
    return graph.channelsLast(graph.add('averagePool', [padded], attributes, { dtype, shape }));
  },
  MedbundleResizeLinear: (call, graph) =>
    resized(call, graph, call.input('x'), call.numbers('scale'), 'linear', call.flag('alignCorners')),
  ResizeBilinear: (call, graph) => tfjsResize(call, graph, 'linear'),
  ResizeNearestNeighbor: (call, graph) => tfjsResize(call, graph, 'nearest'),
};

function tfjsConvolution(...[call, graph]: Parameters<Lowering>): string {
  if (call.text('dataFormat', 'NHWC').startsWith('NC')) untraceable(`a ${call.kernel} of it is channel-first`);
  const x = call.input('x');
  const filter = call.input('filter');
  const kernel = graph.type(filter).shape.slice(0, -2);
  const spatial = kernel.length;
  const strides = spatialOf(call, 'strides', spatial);
  const dilations = spatialOf(call, 'dilations', spatial);
  const reach = kernel.map((extent, axis) => (fixed(extent) - 1) * (dilations[axis] ?? 1) + 1);
  const padding = paddingOf(call, graph.type(x), strides, reach);
  const bias = call.optional('bias');
  const attributes = { strides, padding, dilations, groups: 1 };
  const first = graph.channelsFirst(x);
  const y = convolved(call, graph, first, filter, bias === undefined ? [] : [bias], attributes);
  return activation(call, graph, y);
}

/** tfjs's filter [kh, kw, C, multiplier]; the output's channel is c · multiplier + m. */
function depthwise(...[call, graph]: Parameters<Lowering>): string {
  const x = call.input('x');
  const [height = 1, width = 1, channels = 1, multiplier = 1] = graph.type(call.input('filter')).shape.map(fixed);
  const strides = spatialOf(call, 'strides', 2);
  const dilations = spatialOf(call, 'dilations', 2);
  const reach = [height, width].map((extent, axis) => (extent - 1) * (dilations[axis] ?? 1) + 1);
  const attributes = { strides, padding: paddingOf(call, graph.type(x), strides, reach), dilations, groups: channels };
  const filter = graph.reshape(call.input('filter'), [height, width, 1, channels * multiplier]);
  const bias = call.optional('bias');
  const y = convolved(call, graph, graph.channelsFirst(x), filter, bias === undefined ? [] : [bias], attributes);
  return activation(call, graph, y);
}

function convolved(
  call: CallView,
  graph: GraphBuilder,
  x: string,
  filter: string,
  bias: readonly string[],
  attributes: Window & { readonly dilations: readonly number[]; readonly groups: number },
): string {
  const weight = graph.transpose(filter, filterOrder(graph, filter));
  return graph.channelsLast(graph.add('convolution', [x, weight, ...bias], attributes, firstType(call.result)));
}

/** From [k…, C, K] to [K, C, k…]. */
function filterOrder(graph: GraphBuilder, filter: string): number[] {
  const rank = graph.type(filter).shape.length;
  return [rank - 1, rank - 2, ...range(0, rank - 2)];
}

function joined(graph: GraphBuilder, parts: readonly string[]): string {
  const [first = ''] = parts;
  if (parts.length === 1) return first;
  const types = parts.map((part) => graph.type(part));
  const channels = types.reduce((sum, { shape }) => sum + fixed(shape[1] ?? 1), 0);
  const { dtype, shape } = graph.type(first);
  const [batch = 1, , ...spatial] = shape;
  return graph.add('concat', parts, { axis: 1 }, { dtype, shape: [batch, channels, ...spatial] });
}

function pooled(call: CallView, graph: GraphBuilder, kind: 'maxPool' | 'averagePool'): string {
  const type = graph.type(call.input('x'));
  const spatial = type.shape.length - 2;
  const size = spatialOf(call, 'filterSize', spatial);
  const strides = spatialOf(call, 'strides', spatial);
  const attributes = { size, strides, padding: paddingOf(call, type, strides, size) };
  const x = graph.channelsFirst(call.input('x'));
  return graph.channelsLast(graph.add(kind, [x], attributes, firstType(call.result)));
}

/** A number for each spatial axis, where tfjs has one for all, one for each, or one for each axis of the tensor. */
function spatialOf(call: CallView, name: string, spatial: number): number[] {
  const value = call.attribute(name) ?? 1;
  if (typeof value === 'number') return Array<number>(spatial).fill(value);
  const all = call.numbers(name);
  return all.length === spatial + 2 ? all.slice(1, -1) : all;
}

function paddingOf(
  call: CallView,
  { shape }: TensorType,
  strides: readonly number[],
  reach: readonly number[],
): Margins {
  const pad = call.attribute('pad');
  if (pad === 'valid') return reach.map(() => [0, 0]);
  if (pad === 'same') {
    return reach.map((extent, axis) => {
      const [size, stride] = [shape[axis + 1] ?? 1, strides[axis] ?? 1];
      // Without strides the padding does not depend on the extent; with them, a proportional extent is taken for a multiple of the stride.
      const total =
        stride === 1 || isOpen(size)
          ? Math.max(0, extent - stride)
          : Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  }
  if (typeof pad === 'number') return reach.map(() => [pad, pad]);
  const pairs = call.pairs('pad');
  return pairs.length === reach.length + 2 ? pairs.slice(1, -1) : pairs;
}

function tfjsResize(call: CallView, graph: GraphBuilder, mode: 'linear' | 'nearest'): string {
  const x = call.input('images');
  const [, height = 1, width = 1] = graph.type(x).shape;
  const [, newHeight = 1, newWidth = 1] = call.result.shape;
  const scale = [ratio(newHeight, height), ratio(newWidth, width)];
  const alignCorners = call.flag('alignCorners');
  const whole = scale.every((factor) => Number.isInteger(factor));
  // Without half-pixel centres tfjs samples the corners of elements: for whole factors that is nearest's own rule.
  const known = mode === 'linear' ? alignCorners || call.flag('halfPixelCenters') : !alignCorners && whole;
  if (!known)
    untraceable(
      `a ${call.kernel} of it samples as neither PyTorch nor ONNX do`,
      'use alignCorners or halfPixelCenters',
    );
  return resized(call, graph, x, scale, mode, alignCorners);
}

function ratio(to: Size, from: Size): number {
  if (!isOpen(to) && !isOpen(from)) return to / from;
  if (isOpen(to) && isOpen(from) && to.offset === 0 && from.offset === 0) {
    return (to.numerator * from.denominator) / (to.denominator * from.numerator);
  }
  return untraceable('it resizes by a factor that depends on the size of the input');
}

function resized(
  call: CallView,
  graph: GraphBuilder,
  x: string,
  scale: readonly number[],
  mode: 'linear' | 'nearest',
  alignCorners: boolean,
): string {
  const inputs = [graph.channelsFirst(x)];
  return graph.channelsLast(graph.add('resize', inputs, { scale, mode, alignCorners }, firstType(call.result)));
}

/** The type of a channels-last tensor once it is channel-first. */
function firstType({ dtype, shape }: TensorType): TensorType {
  const [batch = 1, ...rest] = shape;
  return { dtype, shape: [batch, rest[rest.length - 1] ?? 1, ...rest.slice(0, -1)] };
}

function fixed(size: Size): number {
  return isOpen(size) ? untraceable('the number of its channels depends on the input') : size;
}

function shifted(size: Size, by: number): Size {
  return isOpen(size) ? { ...size, offset: size.offset + by } : size + by;
}
