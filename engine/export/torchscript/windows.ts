import type { NodeOf, Window } from '../graph.js';
import { bool, float, ints, type Script } from './script.js';

/** Below every float32 but -∞, which would make pooling's padding count where it must not. */
const lowest = -3.4028234663852886e38;

/** Window and normalisation operations as PyTorch's functions. Each gives an expression. */
export function convolution(node: NodeOf<'convolution'>, script: Script): string {
  const { strides, dilations, groups } = node.attributes;
  const [x = '', weight = '', bias = ''] = script.inputs(node, 3);
  const { input, padding } = padded(x, node.attributes, 0, script);
  const numbers = [strides, padding, dilations].map(ints).join(', ');
  return `torch.conv${strides.length}d(${input}, ${weight}, ${bias}, ${numbers}, ${groups})`;
}

export function transposedConvolution(node: NodeOf<'transposedConvolution'>, script: Script): string {
  const { strides, dilations, groups, outputPadding, padding } = node.attributes;
  const [x = '', weight = '', bias = ''] = script.inputs(node, 3);
  const rank = strides.length;
  const call = (margins: readonly number[], output: readonly number[]): string => {
    const numbers = `${ints(strides)}, ${ints(margins)}, ${ints(output)}, ${groups}, ${ints(dilations)}`;
    return `torch.conv_transpose${rank}d(${x}, ${weight}, ${bias}, ${numbers})`;
  };
  if (isEven(padding))
    return call(
      padding.map(([before]) => before),
      outputPadding,
    );
  // PyTorch takes the same from both ends: what is too much here is cut off afterwards.
  let whole = script.assign(
    'whole',
    call(
      padding.map(() => 0),
      outputPadding.map(() => 0),
    ),
  );
  const { shape } = script.type(node.output);
  for (const [axis, [before]] of padding.entries()) {
    const end = `torch.add(${script.size(shape[axis + 2] ?? 1)}, ${before})`;
    whole = script.assign('whole', `torch.slice(${whole}, ${axis + 2}, ${before}, ${end}, 1)`);
  }
  return whole;
}

export function maxPool(node: NodeOf<'maxPool'>, script: Script): string {
  const { size, strides } = node.attributes;
  const [x = ''] = script.inputs(node, 1);
  const { input, padding } = padded(x, node.attributes, lowest, script, size);
  const ones = ints(size.map(() => 1));
  return `torch.max_pool${size.length}d(${input}, ${ints(size)}, ${ints(strides)}, ${ints(padding)}, ${ones}, False)`;
}

export function averagePool(node: NodeOf<'averagePool'>, script: Script): string {
  const { size, strides, padding } = node.attributes;
  const [x = ''] = script.inputs(node, 1);
  const pool = (input: string, margins: readonly number[]): string => {
    const numbers = [size, strides, margins].map(ints).join(', ');
    const divisor = size.length === 1 ? '' : ', None';
    return `torch.avg_pool${size.length}d(${input}, ${numbers}, False, False${divisor})`;
  };
  if (isEven(padding) && fitsPool(padding, size))
    return pool(
      x,
      padding.map(([before]) => before),
    );
  const none = size.map(() => 0);
  const sum = pool(padded(x, node.attributes, 0, script, none).input, none);
  const ones = script.assign('ones', `torch.ones_like(${x})`);
  const share = pool(padded(ones, node.attributes, 0, script, none).input, none);
  return `torch.div(${sum}, ${share})`;
}

export function instanceNorm(node: NodeOf<'instanceNorm'>, script: Script): string {
  const [x = '', scale = '', offset = ''] = script.inputs(node, 3);
  return `torch.instance_norm(${x}, ${scale}, ${offset}, None, None, True, 0.1, ${float(node.attributes.epsilon)}, False)`;
}

export function groupNorm(node: NodeOf<'groupNorm'>, script: Script): string {
  const { groups, epsilon } = node.attributes;
  const [x = '', scale = '', offset = ''] = script.inputs(node, 3);
  return `torch.group_norm(${x}, ${groups}, ${scale}, ${offset}, ${float(epsilon)}, False)`;
}

export function batchNorm(node: NodeOf<'batchNorm'>, script: Script): string {
  const [x = '', mean = '', variance = '', scale = '', offset = ''] = script.inputs(node, 5);
  const numbers = `False, 0.1, ${float(node.attributes.epsilon)}, False`;
  return `torch.batch_norm(${x}, ${scale}, ${offset}, ${mean}, ${variance}, ${numbers})`;
}

export function layerNorm(node: NodeOf<'layerNorm'>, script: Script): string {
  const { axes, epsilon } = node.attributes;
  const [x = '', scale = '', offset = ''] = script.inputs(node, 3);
  const shape = script.type(node.output).shape.slice(-axes);
  return `torch.layer_norm(${x}, ${script.sizes(shape)}, ${scale}, ${offset}, ${float(epsilon)}, False)`;
}

/** PyTorch's own is Python code: an average over windows of the channels. */
export function localResponseNorm(node: NodeOf<'localResponseNorm'>, script: Script): string {
  const { size, alpha, beta, k } = node.attributes;
  const [x = ''] = script.inputs(node, 1);
  const shape = script.type(node.output).shape;
  const flat = `[${script.size(shape[0] ?? 1)}, 1, ${script.size(shape[1] ?? 1)}, -1]`;
  const squares = script.assign('squares', `torch.reshape(torch.mul(${x}, ${x}), ${flat})`);
  const margins = ints([0, 0, Math.floor(size / 2), Math.floor((size - 1) / 2)]);
  const around = script.assign('around', `torch.constant_pad_nd(${squares}, ${margins}, 0.)`);
  const means = `torch.avg_pool2d(${around}, [${size}, 1], [1, 1], [0, 0], False, True, None)`;
  const mean = script.assign('mean', `torch.reshape(${means}, ${script.sizes(shape)})`);
  return `torch.div(${x}, torch.pow(torch.add(torch.mul(${mean}, ${float(alpha)}), ${float(k)}), ${float(beta)}))`;
}

export function resize(node: NodeOf<'resize'>, script: Script): string {
  const { scale, mode, alignCorners } = node.attributes;
  const [x = ''] = script.inputs(node, 1);
  const factors = `[${scale.map(float).join(', ')}]`;
  if (mode === 'nearest') return `torch.upsample_nearest${scale.length}d(${x}, None, ${factors})`;
  const name = ['linear1d', 'bilinear2d', 'trilinear3d'][scale.length - 1] ?? '';
  return `torch.upsample_${name}(${x}, None, ${bool(alignCorners)}, ${factors})`;
}

function isEven(padding: Window['padding']): boolean {
  return padding.every(([before, after]) => before === after);
}

/** PyTorch's pooling takes padding of half its window at most. */
function fitsPool(padding: Window['padding'], size: readonly number[]): boolean {
  return padding.every(([before], axis) => 2 * before <= (size[axis] ?? 1));
}

/** The input and PyTorch's padding argument; what that cannot say is padded before. */
function padded(
  x: string,
  { padding }: Window,
  value: number,
  script: Script,
  size?: readonly number[],
): { input: string; padding: readonly number[] } {
  if (isEven(padding) && (!size || fitsPool(padding, size))) return { input: x, padding: padding.map(([one]) => one) };
  const margins = padding.toReversed().flat();
  const input = script.assign('padded', `torch.constant_pad_nd(${x}, ${ints(margins)}, ${float(value)})`);
  return { input, padding: padding.map(() => 0) };
}
