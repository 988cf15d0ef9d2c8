import { range } from '../builder.js';
import { isOpen, type Size, sameSize } from '../sizes.js';
import { elementTypes } from './model.js';
import { bytesOf, type OnnxBuilder } from './onnx-builder.js';
import { inputOf, type OperatorTable } from './operator.js';
import { Unwritable } from './unwritable.js';

type Shaping = 'concat' | 'slice' | 'pad' | 'reverse' | 'reshape' | 'transpose' | 'expand' | 'tile' | 'gather' | 'fill';

/** Operations that move elements. */
export const shaping: OperatorTable<Shaping> = {
  concat: (node, onnx) => {
    onnx.add('Concat', node.inputs, { axis: node.attributes.axis }, node.output);
  },
  slice: (node, onnx) => {
    const x = inputOf(node, 0);
    const shape = onnx.shape(x);
    const { begin, size, strides } = node.attributes;
    const axes = range(0, shape.length).filter(
      (axis) => begin[axis] !== 0 || strides[axis] !== 1 || !sameSize(size[axis] ?? 1, shape[axis] ?? 1),
    );
    if (axes.length === 0) {
      onnx.add('Identity', [x], {}, node.output);
      return;
    }
    const starts = axes.map((axis) => begin[axis] ?? 0);
    const ends = axes.map((axis) => lastPlace(begin[axis] ?? 0, size[axis] ?? 1, strides[axis] ?? 1));
    const steps = axes.map((axis) => strides[axis] ?? 1);
    const inputs = [x, onnx.extents(starts), onnx.extents(ends), onnx.integers(axes)];
    const stepped = steps.some((step) => step !== 1);
    onnx.add('Slice', stepped ? [...inputs, onnx.integers(steps)] : inputs, {}, node.output);
  },
  pad: (node, onnx) => {
    const { margins, mode, value } = node.attributes;
    if (mode === 'symmetric') throw new Unwritable('ONNX does not know symmetric padding');
    const pads = onnx.integers([...margins.map(([before]) => before), ...margins.map(([, after]) => after)]);
    const inputs = [inputOf(node, 0), pads, ...(value === 0 ? [] : [onnx.float(value)])];
    onnx.add('Pad', inputs, { mode }, node.output);
  },
  reverse: (node, onnx) => {
    const { axes } = node.attributes;
    const starts = onnx.integers(axes.map(() => -1));
    // Before the first element: whatever the extent is, this is out of range.
    const ends = onnx.integers(axes.map(() => -(2 ** 31)));
    const steps = onnx.integers(axes.map(() => -1));
    onnx.add('Slice', [inputOf(node, 0), starts, ends, onnx.integers(axes), steps], {}, node.output);
  },
  reshape: (node, onnx) => {
    const x = inputOf(node, 0);
    onnx.add('Reshape', [x, target(onnx, onnx.shape(x), node.attributes.shape)], {}, node.output);
  },
  transpose: (node, onnx) => {
    onnx.add('Transpose', node.inputs, { perm: node.attributes.permutation }, node.output);
  },
  expand: (node, onnx) => {
    const x = inputOf(node, 0);
    const from = onnx.shape(x);
    const { shape } = node.attributes;
    // An extent of 1 keeps the one that is there.
    const wanted = shape.map((size, axis) => {
      const own = from[axis - (shape.length - from.length)];
      return own !== undefined && sameSize(own, size) ? 1 : size;
    });
    onnx.add('Expand', [x, onnx.extents(wanted)], {}, node.output);
  },
  tile: (node, onnx) => {
    onnx.add('Tile', [inputOf(node, 0), onnx.extents(node.attributes.repeats)], {}, node.output);
  },
  gather: (node, onnx) => {
    onnx.add('Gather', node.inputs, { axis: node.attributes.axis }, node.output);
  },
  fill: (node, onnx) => {
    const { dtype, shape, value } = node.attributes;
    const data = { float32: Float32Array.of(value), int32: Int32Array.of(value), bool: Uint8Array.of(value ? 1 : 0) };
    const tensor = { dims: [1], dataType: elementTypes[dtype], name: '', rawData: bytesOf(data[dtype]) };
    onnx.add('ConstantOfShape', [onnx.extents(shape)], { value: tensor }, node.output);
  },
};

/** The new shape: 0 keeps an extent and -1 stands for the one that follows from the others, so that few have to be computed. */
function target(onnx: OnnxBuilder, from: readonly Size[], to: readonly Size[]): string {
  const kept = to.map((size, axis) => isOpen(size) && from[axis] !== undefined && sameSize(size, from[axis] ?? 0));
  const open = to.filter((size, axis) => isOpen(size) && !kept[axis]);
  if (open.length > 1) return onnx.extents(to);
  return onnx.integers(to.map((size, axis) => (kept[axis] ? 0 : isOpen(size) ? -1 : size)));
}

function lastPlace(begin: Size, size: Size, stride: number): Size {
  if (!isOpen(begin)) {
    if (!isOpen(size)) return begin + (size - 1) * stride + 1;
    if (stride === 1) return { ...size, offset: size.offset + begin };
  } else if (!isOpen(size)) {
    return { ...begin, offset: begin.offset + (size - 1) * stride + 1 };
  }
  throw new Unwritable('a slice begins and ends at places that depend on the size of the input');
}
