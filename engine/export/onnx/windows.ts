import type { Window } from '../graph.js';
import { isOpen } from '../sizes.js';
import { alongChannels } from './elementwise.js';
import type { OnnxBuilder } from './onnx-builder.js';
import { inputOf, type OperatorTable } from './operator.js';

type Windows =
  | 'convolution'
  | 'transposedConvolution'
  | 'maxPool'
  | 'averagePool'
  | 'instanceNorm'
  | 'groupNorm'
  | 'batchNorm'
  | 'layerNorm'
  | 'localResponseNorm'
  | 'resize'
  | 'pixelShuffle';

/** Layers of channel-first images. */
export const windows: OperatorTable<Windows> = {
  convolution: (node, onnx) => {
    const { dilations, groups } = node.attributes;
    const kernel = numbers(onnx, inputOf(node, 1)).slice(2);
    const attributes = { ...moves(node.attributes), kernel_shape: kernel, dilations, group: groups };
    onnx.add('Conv', node.inputs, attributes, node.output);
  },
  transposedConvolution: (node, onnx) => {
    const { dilations, groups, outputPadding } = node.attributes;
    const kernel = numbers(onnx, inputOf(node, 1)).slice(2);
    const attributes = {
      ...moves(node.attributes),
      kernel_shape: kernel,
      dilations,
      group: groups,
      output_padding: outputPadding,
    };
    onnx.add('ConvTranspose', node.inputs, attributes, node.output);
  },
  maxPool: (node, onnx) => {
    onnx.add('MaxPool', node.inputs, { ...moves(node.attributes), kernel_shape: node.attributes.size }, node.output);
  },
  averagePool: (node, onnx) => {
    const attributes = { ...moves(node.attributes), kernel_shape: node.attributes.size, count_include_pad: 0 };
    onnx.add('AveragePool', node.inputs, attributes, node.output);
  },
  instanceNorm: (node, onnx) => {
    const [x = '', scale, offset] = node.inputs;
    const inputs = [x, scale ?? channelwise(onnx, x, 1), offset ?? channelwise(onnx, x, 0)];
    onnx.add('InstanceNormalization', inputs, { epsilon: { float: node.attributes.epsilon } }, node.output);
  },
  groupNorm: (node, onnx) => {
    const { groups, epsilon } = node.attributes;
    const [x = '', scale, offset] = node.inputs;
    const shape = onnx.shape(x);
    const rows = onnx.add('Reshape', [x, onnx.integers([0, groups, -1])]);
    const unit = [rows, onnx.repeated(1, groups), onnx.repeated(0, groups)];
    const normal = onnx.add('InstanceNormalization', unit, { epsilon: { float: epsilon } });
    const open = shape.slice(1).some(isOpen);
    const target = open ? onnx.add('Shape', [x]) : onnx.integers([0, ...shape.slice(1).map(Number)]);
    if (scale === undefined || offset === undefined) {
      onnx.add('Reshape', [normal, target], {}, node.output);
      return;
    }
    const back = onnx.add('Reshape', [normal, target]);
    const scaled = onnx.add('Mul', [back, alongChannels(onnx, scale, shape.length)]);
    onnx.add('Add', [scaled, alongChannels(onnx, offset, shape.length)], {}, node.output);
  },
  batchNorm: (node, onnx) => {
    const [x = '', mean = '', variance = '', scale, offset] = node.inputs;
    const inputs = [x, scale ?? channelwise(onnx, x, 1), offset ?? channelwise(onnx, x, 0), mean, variance];
    onnx.add('BatchNormalization', inputs, { epsilon: { float: node.attributes.epsilon } }, node.output);
  },
  layerNorm: (node, onnx) => {
    const { axes, epsilon } = node.attributes;
    const [x = '', scale, offset] = node.inputs;
    const extents = numbers(onnx, x, -axes);
    const unit = scale ?? onnx.add('Expand', [onnx.float(1), onnx.integers(extents)]);
    const inputs = [x, unit, ...(offset === undefined ? [] : [offset])];
    onnx.add('LayerNormalization', inputs, { axis: -axes, epsilon: { float: epsilon } }, node.output);
  },
  localResponseNorm: (node, onnx) => {
    const { size, alpha, beta, k } = node.attributes;
    const x = inputOf(node, 0);
    const channels = numbers(onnx, x, 1, 2)[0] ?? 1;
    const rank = onnx.shape(x).length;
    const zeros = Array<number>(rank - 2).fill(0);
    // ONNX has it for images only, and with the other neighbour when their number is even.
    const before = Math.floor(size / 2);
    const margins = [0, before, ...zeros, 0, size - 1 - before, ...zeros];
    const padded = onnx.add('Pad', [onnx.add('Mul', [x, x]), onnx.integers(margins)]);
    const neighbours = Array.from({ length: size }, (_, shift) => {
      const range = [onnx.integers([shift]), onnx.integers([shift + channels]), onnx.integers([1])];
      return onnx.add('Slice', [padded, ...range]);
    });
    const sum = onnx.add('Sum', neighbours);
    const mean = onnx.add('Mul', [sum, onnx.float(alpha / size)]);
    const divisor = onnx.add('Pow', [onnx.add('Add', [mean, onnx.float(k)]), onnx.float(beta)]);
    onnx.add('Div', [x, divisor], {}, node.output);
  },
  resize: (node, onnx) => {
    const { scale, mode, alignCorners } = node.attributes;
    const attributes: Record<string, string> = { mode };
    if (mode === 'nearest') {
      attributes.coordinate_transformation_mode = 'asymmetric';
      attributes.nearest_mode = 'floor';
    } else {
      attributes.coordinate_transformation_mode = alignCorners ? 'align_corners' : 'half_pixel';
    }
    onnx.add('Resize', [inputOf(node, 0), '', onnx.floats([1, 1, ...scale])], attributes, node.output);
  },
  pixelShuffle: (node, onnx) => {
    const x = inputOf(node, 0);
    const { factor } = node.attributes;
    const [batch = 1, channels = 1, ...spatial] = onnx.shape(node.output);
    if (spatial.length === 2) {
      onnx.add('DepthToSpace', [x], { blocksize: factor, mode: 'CRD' }, node.output);
      return;
    }
    const dims = spatial.length;
    const extents = onnx.shape(x).slice(2);
    const split = onnx.extents([batch, channels, ...spatial.map(() => factor), ...extents]);
    const pairs = spatial.flatMap((_, axis) => [2 + dims + axis, 2 + axis]);
    const moved = onnx.add('Transpose', [onnx.add('Reshape', [x, split])], { perm: [0, 1, ...pairs] });
    onnx.add('Reshape', [moved, onnx.extents([batch, channels, ...spatial])], {}, node.output);
  },
};

function moves({ strides, padding }: Window) {
  return { strides, pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)] };
}

function channelwise(onnx: OnnxBuilder, x: string, value: number): string {
  return onnx.repeated(value, numbers(onnx, x, 1, 2)[0] ?? 1);
}

/** Extents that are never open. */
function numbers(onnx: OnnxBuilder, name: string, start?: number, end?: number): number[] {
  return onnx
    .shape(name)
    .slice(start, end)
    .map((size) => {
      if (isOpen(size)) throw new RangeError(`the shape of "${name}" is open`);
      return size;
    });
}
