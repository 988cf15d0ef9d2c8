import type { NodeOf } from '../graph.js';
import { float, ints, type Script, scalarTypes } from './script.js';

/** Operations that move elements, as PyTorch's functions. Each gives an expression. */
export function slice(node: NodeOf<'slice'>, script: Script): string {
  const { begin, size, strides } = node.attributes;
  const [input] = node.inputs;
  let [x = ''] = script.inputs(node, 1);
  const { shape } = script.type(input ?? '');
  for (const [axis, extent] of shape.entries()) {
    const [from = 0, count = 1, step = 1] = [begin[axis], size[axis], strides[axis]];
    if (from === 0 && step === 1 && script.size(count) === script.size(extent)) continue;
    const length = step === 1 ? script.size(count) : `torch.mul(${script.size(count)}, ${step})`;
    const end = from === 0 ? length : `torch.add(${length}, ${script.size(from)})`;
    x = script.assign('part', `torch.slice(${x}, ${axis}, ${script.size(from)}, ${end}, ${step})`);
  }
  return x;
}

export function pad(node: NodeOf<'pad'>, script: Script): string {
  const { margins, mode, value } = node.attributes;
  let [x = ''] = script.inputs(node, 1);
  if (mode === 'constant') {
    return `torch.constant_pad_nd(${x}, ${ints(margins.toReversed().flat())}, ${float(value)})`;
  }
  // Counted from the ends, so that no extent needs to be known: reflection leaves the outermost element out.
  const skip = mode === 'reflect' ? 1 : 0;
  for (const [axis, [before, after]] of margins.entries()) {
    if (before === 0 && after === 0) continue;
    const first = `torch.flip(torch.slice(${x}, ${axis}, ${skip}, ${before + skip}, 1), [${axis}])`;
    const end = skip === 1 ? '-1' : 'None';
    const last = `torch.flip(torch.slice(${x}, ${axis}, ${-after - skip}, ${end}, 1), [${axis}])`;
    const parts = [...(before > 0 ? [first] : []), x, ...(after > 0 ? [last] : [])];
    x = script.assign('padded', `torch.cat([${parts.join(', ')}], ${axis})`);
  }
  return x;
}

export function gather(node: NodeOf<'gather'>, script: Script): string {
  const { axis } = node.attributes;
  const [x = '', indices = ''] = script.inputs(node, 2);
  const shape = script.sizes(script.type(node.output).shape);
  return `torch.reshape(torch.index_select(${x}, ${axis}, torch.reshape(${indices}, [-1])), ${shape})`;
}

export function fill(node: NodeOf<'fill'>, script: Script, device: string): string {
  const { shape, value, dtype } = node.attributes;
  const number =
    dtype === 'float32' ? float(value) : dtype === 'bool' ? (value === 0 ? 'False' : 'True') : String(value);
  const options = `dtype=${scalarTypes[dtype]}, layout=None, device=None, pin_memory=None`;
  return `torch.new_full(${device}, ${script.sizes(shape)}, ${number}, ${options})`;
}

export function cumulativeSum(node: NodeOf<'cumulativeSum'>, script: Script): string {
  const { axis, exclusive, reverse } = node.attributes;
  const [given = ''] = script.inputs(node, 1);
  const x = reverse ? script.assign('reversed', `torch.flip(${given}, [${axis}])`) : given;
  const sums = script.assign('sums', `torch.cumsum(${x}, ${axis}, dtype=None)`);
  const before = exclusive ? script.assign('sums', `torch.sub(${sums}, ${x})`) : sums;
  return reverse ? `torch.flip(${before}, [${axis}])` : before;
}

export function reduce(node: NodeOf<'reduce'>, script: Script): string {
  const { by, axes, keepDims } = node.attributes;
  const keep = keepDims ? 'True' : 'False';
  let [x = ''] = script.inputs(node, 1);
  switch (by) {
    case 'sum':
    case 'mean':
      return axes.length === 0 ? x : `torch.${by}(${x}, ${ints(axes)}, ${keep}, dtype=None)`;
    case 'max':
    case 'min':
      return axes.length === 0 ? x : `torch.a${by}(${x}, ${ints(axes)}, ${keep})`;
    case 'prod':
    case 'all':
    case 'any': {
      const more = by === 'prod' ? ', dtype=None' : '';
      for (const axis of [...axes].sort((a, b) => b - a)) {
        x = script.assign(by, `torch.${by}(${x}, ${axis}, ${keep}${more})`);
      }
      return x;
    }
  }
}

/** [N, C·f^d, s…] → [N, C, f…, s…] → [N, C, s₁, f, s₂, f, …] → [N, C, s·f…]. */
export function pixelShuffle(node: NodeOf<'pixelShuffle'>, script: Script): string {
  const { factor } = node.attributes;
  const [x = ''] = script.inputs(node, 1);
  const [batch = 1, channels = 1, ...extents] = script.type(node.inputs[0] ?? '').shape;
  const { shape } = script.type(node.output);
  const rank = extents.length;
  const split = [batch, shape[1] ?? channels, ...extents.map(() => factor), ...extents];
  const order = [0, 1, ...extents.flatMap((_, axis) => [2 + rank + axis, 2 + axis])];
  const apart = `torch.permute(torch.reshape(${x}, ${script.sizes(split)}), ${ints(order)})`;
  return `torch.reshape(${apart}, ${script.sizes(shape)})`;
}
