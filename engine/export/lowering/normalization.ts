import type { GraphBuilder } from '../builder.js';
import { untraceable } from '../builder.js';
import type { TensorType } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';
import type { LoweringTable } from './lowering.js';

/** Normalisations: kernels are channels-last, nodes channel-first. */
export const normalization: LoweringTable = {
  MedbundleNorm: (call, graph) => {
    const x = graph.channelsFirst(call.input('x'));
    const type = graph.type(x);
    const channels = type.shape[1] ?? 1;
    const groups = call.number('groups');
    const epsilon = call.number('epsilon');
    const affine = affineOf(graph, call.input('scale'), call.input('offset'));
    let y: string;
    if (call.flag('acrossBatch')) y = acrossBatch(graph, x, affine, epsilon);
    else if (groups === channels) y = graph.add('instanceNorm', [x, ...affine], { epsilon }, type);
    else y = graph.add('groupNorm', [x, ...affine], { groups, epsilon }, type);
    // The statistics are for training.
    return [graph.channelsLast(leaky(graph, y, call.number('slope'))), undefined, undefined];
  },
  MedbundleBatchNorm: (call, graph) => {
    const x = graph.channelsFirst(call.input('x'));
    const [scale, offset] = [call.optional('scale'), call.optional('offset')];
    const affine = scale === undefined || offset === undefined ? [] : [scale, offset];
    const inputs = [x, call.input('mean'), call.input('variance'), ...affine];
    const y = graph.add('batchNorm', inputs, { epsilon: call.number('epsilon') }, graph.type(x));
    return graph.channelsLast(leaky(graph, y, call.number('slope')));
  },
  FusedBatchNorm: (call, graph) => {
    const x = graph.channelsFirst(call.input('x'));
    const { shape } = graph.type(x);
    const vectors = ['mean', 'variance', 'scale', 'offset'].map((name) => call.optional(name));
    const [mean, variance, scale, offset] = vectors;
    if (mean === undefined || variance === undefined) return untraceable('FusedBatchNorm of it has no statistics');
    const channels = shape[1] ?? 1;
    const vector = (value: number): string =>
      graph.constant('float32', [count(channels)], new Float32Array(count(channels)).fill(value));
    const affine = scale === undefined && offset === undefined ? [] : [scale ?? vector(1), offset ?? vector(0)];
    const flat = [mean, variance, ...affine].map((statistic) => graph.reshape(statistic, [channels]));
    const epsilon = call.number('varianceEpsilon', 0.001);
    return graph.channelsLast(graph.add('batchNorm', [x, ...flat], { epsilon }, graph.type(x)));
  },
  MedbundleLayerNorm: (call, graph) => {
    const parts = ['x', 'scale', 'offset'].map((name) => call.optional(name));
    const inputs = parts.filter((name): name is string => name !== undefined);
    return graph.add('layerNorm', inputs, { axes: call.number('axes'), epsilon: call.number('epsilon') }, call.result);
  },
  MedbundleLocalResponseNorm: (call, graph) => {
    const x = graph.channelsFirst(call.input('x'));
    const attributes = {
      size: call.number('size'),
      alpha: call.number('alpha'),
      beta: call.number('beta'),
      k: call.number('k'),
    };
    return graph.channelsLast(graph.add('localResponseNorm', [x], attributes, graph.type(x)));
  },
};

function leaky(graph: GraphBuilder, x: string, slope: number): string {
  const type = graph.type(x);
  if (slope === 1) return x;
  return slope === 0 ? graph.add('relu', [x], {}, type) : graph.add('leakyRelu', [x], { slope }, type);
}

/** Scale and offset, unless they change nothing. */
function affineOf(graph: GraphBuilder, scale: string, offset: string): string[] {
  const plain = [
    [scale, 1],
    [offset, 0],
  ] as const;
  const idle = plain.every(([name, value]) => {
    const stored = graph.stored(name);
    return stored?.role === 'constant' && stored.data.every((element) => element === value);
  });
  return idle ? [] : [scale, offset];
}

/** Batch norm without running statistics: those of the batch it is given. */
function acrossBatch(graph: GraphBuilder, x: string, affine: readonly string[], epsilon: number): string {
  const type = graph.type(x);
  const axes = type.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const wide: Size[] = type.shape.map((extent, axis) => (axis === 1 ? extent : 1));
  const narrow: TensorType = { dtype: type.dtype, shape: wide };
  const mean = graph.add('reduce', [x], { by: 'mean', axes, keepDims: true }, narrow);
  const centered = graph.add('sub', [x, mean], {}, type);
  const squares = graph.add('square', [centered], {}, type);
  const variance = graph.add('reduce', [squares], { by: 'mean', axes, keepDims: true }, narrow);
  const raised = graph.add('add', [variance, graph.scalar(epsilon)], {}, narrow);
  const rstd = graph.add('rsqrt', [raised], {}, narrow);
  const y = graph.add('mul', [centered, rstd], {}, type);
  const [scale, offset] = affine;
  if (scale === undefined || offset === undefined) return y;
  const scaled = graph.add('mul', [y, graph.reshape(scale, wide)], {}, type);
  return graph.add('add', [scaled, graph.reshape(offset, wide)], {}, type);
}

function count(size: Size): number {
  return isOpen(size) ? untraceable('the number of its channels depends on the input') : size;
}
