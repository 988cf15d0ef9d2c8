import { range, untraceable } from '../builder.js';
import type { TensorType } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';
import type { CallView } from './call-view.js';
import type { LoweringTable } from './lowering.js';

/** Operations that move elements. */
export const shaping: LoweringTable = {
  Reshape: (call, graph) => graph.reshape(call.input('x'), call.result.shape),
  ExpandDims: (call, graph) => graph.reshape(call.input('input'), call.result.shape),
  Transpose: (call, graph) => graph.transpose(call.input('x'), call.numbers('perm')),
  Concat: (call, graph) => {
    const axis = axisOf(call, call.result);
    return graph.add('concat', call.inputs, { axis }, call.result);
  },
  Pack: (call, graph) => {
    const axis = axisOf(call, call.result);
    const parts = call.inputs.map((part) => graph.reshape(part, with1(graph.type(part).shape, axis)));
    return graph.add('concat', parts, { axis }, call.result);
  },
  Unpack: (call, graph) => {
    const x = call.input('value');
    const axis = axisOf(call, graph.type(x));
    return call.results.map(({ dtype, shape }, index) => {
      const size = with1(shape, axis);
      const begin = size.map((_, place) => (place === axis ? index : 0));
      const part = graph.add('slice', [x], { begin, size, strides: size.map(() => 1) }, { dtype, shape: size });
      return graph.reshape(part, shape);
    });
  },
  SplitV: (call, graph) => {
    const x = call.input('x');
    const axis = axisOf(call, graph.type(x));
    let start = 0;
    return call.results.map((type) => {
      const begin = type.shape.map((_, place) => (place === axis ? start : 0));
      const extent = type.shape[axis] ?? 1;
      if (isOpen(extent)) untraceable('it splits an axis whose size is open');
      start += extent;
      return graph.add('slice', [x], { begin, size: type.shape, strides: begin.map(() => 1) }, type);
    });
  },
  Slice: (call, graph) => {
    const { shape } = call.result;
    const attributes = { begin: call.sizes('begin'), size: shape, strides: shape.map(() => 1) };
    return graph.add('slice', [call.input('x')], attributes, call.result);
  },
  StridedSlice: (call, graph) => {
    const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'];
    const begin = call.sizes('begin');
    const strides = call.numbers('strides');
    const { dtype, shape } = call.result;
    const plain = masks.slice(2).every((mask) => call.number(mask, 0) === 0);
    if (!plain || begin.length !== shape.length || strides.some((step) => step < 1)) {
      untraceable(
        'a strided slice of it adds or drops axes, or runs backwards',
        'use tf.slice, tf.reshape and tf.reverse',
      );
    }
    const beginMask = call.number('beginMask', 0);
    const from = begin.map((start, axis): Size => {
      if (beginMask & (1 << axis)) return 0;
      return typeof start === 'number' && start < 0
        ? untraceable('a strided slice of it begins at a negative place')
        : start;
    });
    return graph.add('slice', [call.input('x')], { begin: from, size: shape, strides }, { dtype, shape });
  },
  PadV2: (call, graph) => {
    const attributes = {
      margins: call.pairs('paddings'),
      mode: 'constant',
      value: call.number('constantValue', 0),
    } as const;
    return graph.add('pad', [call.input('x')], attributes, call.result);
  },
  MirrorPad: (call, graph) => {
    const mode = call.text('mode') === 'reflect' ? 'reflect' : 'symmetric';
    return graph.add('pad', [call.input('x')], { margins: call.pairs('paddings'), mode, value: 0 }, call.result);
  },
  Tile: (call, graph) => graph.add('tile', [call.input('x')], { repeats: call.sizes('reps') }, call.result),
  BroadcastTo: (call, graph) => graph.add('expand', [call.input('x')], { shape: call.result.shape }, call.result),
  Reverse: (call, graph) => {
    const axes = call.axes('dims', call.result.shape.length);
    return axes.length === 0 ? call.input('x') : graph.add('reverse', [call.input('x')], { axes }, call.result);
  },
  GatherV2: (call, graph) => {
    if (call.number('batchDims', 0) !== 0) untraceable('it gathers with batchDims');
    const x = call.input('x');
    const axis = axisOf(call, graph.type(x));
    return graph.add('gather', [x, call.input('indices')], { axis }, call.result);
  },
  MedbundlePixelShuffle: (call, graph) => {
    const { dtype, shape } = call.result;
    const first = { dtype, shape: [shape[0] ?? 1, shape[shape.length - 1] ?? 1, ...shape.slice(1, -1)] };
    const attributes = { factor: call.number('factor') };
    return graph.channelsLast(graph.add('pixelShuffle', [graph.channelsFirst(call.input('x'))], attributes, first));
  },
  DepthToSpace: (call, graph) => {
    // Rows and columns of a block count slowest here, channels fastest.
    const [n = 1, height = 1, width = 1, depth = 1] = graph.type(call.input('x')).shape;
    const block = call.number('blockSize');
    if (isOpen(depth) || call.text('dataFormat', 'NHWC') !== 'NHWC')
      untraceable('DepthToSpace of it has open channels');
    const split = graph.reshape(call.input('x'), [n, height, width, block, block, depth / block ** 2]);
    return graph.reshape(graph.transpose(split, [0, 1, 3, 2, 4, 5]), call.result.shape);
  },
};

function axisOf(call: CallView, { shape }: TensorType): number {
  const axis = call.number('axis', 0);
  return axis < 0 ? axis + shape.length : axis;
}

function with1(shape: readonly Size[], axis: number): Size[] {
  return [...shape.slice(0, axis), 1, ...range(axis, shape.length).map((place) => shape[place] ?? 1)];
}
