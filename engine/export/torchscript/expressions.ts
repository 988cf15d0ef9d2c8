import { binaryKinds, type GraphNode, unaryKinds } from '../graph.js';
import { float, ints, type Script, scalarTypes } from './script.js';
import { cumulativeSum, fill, gather, pad, pixelShuffle, reduce, slice } from './shaping.js';
import {
  averagePool,
  batchNorm,
  convolution,
  groupNorm,
  instanceNorm,
  layerNorm,
  localResponseNorm,
  maxPool,
  resize,
  transposedConvolution,
} from './windows.js';

/** PyTorch's names where they are not ours. */
const names: Readonly<Record<string, string>> = {
  logicalNot: 'logical_not',
  equal: 'eq',
  notEqual: 'ne',
  less: 'lt',
  lessEqual: 'le',
  greater: 'gt',
  greaterEqual: 'ge',
  logicalAnd: 'logical_and',
  logicalOr: 'logical_or',
};

const elementwise: ReadonlySet<string> = new Set([...unaryKinds, ...binaryKinds]);

/**
 * A node as an expression of TorchScript, which may need assignments before it.
 * @param device a tensor whose device new ones are made on
 */
export function expressionOf(node: GraphNode, script: Script, device: string): string {
  const [x = '', y = '', z = ''] = script.inputs(node, 3);
  switch (node.kind) {
    case 'convolution':
      return convolution(node, script);
    case 'transposedConvolution':
      return transposedConvolution(node, script);
    case 'maxPool':
      return maxPool(node, script);
    case 'averagePool':
      return averagePool(node, script);
    case 'instanceNorm':
      return instanceNorm(node, script);
    case 'groupNorm':
      return groupNorm(node, script);
    case 'batchNorm':
      return batchNorm(node, script);
    case 'layerNorm':
      return layerNorm(node, script);
    case 'localResponseNorm':
      return localResponseNorm(node, script);
    case 'resize':
      return resize(node, script);
    case 'slice':
      return slice(node, script);
    case 'pad':
      return pad(node, script);
    case 'gather':
      return gather(node, script);
    case 'fill':
      return fill(node, script, device);
    case 'cumulativeSum':
      return cumulativeSum(node, script);
    case 'reduce':
      return reduce(node, script);
    case 'pixelShuffle':
      return pixelShuffle(node, script);
    case 'leakyRelu':
      return `torch.leaky_relu(${x}, ${float(node.attributes.slope)})`;
    case 'prelu':
      return `torch.prelu(${x}, ${y})`;
    case 'elu':
      return `torch.elu(${x}, ${float(node.attributes.alpha)}, 1, 1)`;
    case 'celu':
      return `torch.celu(${x}, ${float(node.attributes.alpha)})`;
    case 'swish':
      if (node.attributes.alpha === 1) return `torch.silu(${x})`;
      return `torch.mul(${x}, torch.sigmoid(torch.mul(${x}, ${float(node.attributes.alpha)})))`;
    case 'gelu':
      return `torch.gelu(${x}, approximate="${node.attributes.approximate}")`;
    case 'clamp':
      return `torch.clamp(${x}, ${limit(node.attributes.min)}, ${limit(node.attributes.max)})`;
    case 'softplus':
      return `torch.softplus(${x}, 1, 20)`;
    case 'softmax':
      return `torch.softmax(${x}, ${node.attributes.axis}, None)`;
    case 'logSoftmax':
      return `torch.log_softmax(${x}, ${node.attributes.axis}, None)`;
    case 'matMul': {
      const { transposeA, transposeB } = node.attributes;
      const swapped = (name: string, swap: boolean): string => (swap ? `torch.transpose(${name}, -2, -1)` : name);
      return `torch.matmul(${swapped(x, transposeA)}, ${swapped(y, transposeB)})`;
    }
    case 'linear':
      return `torch.linear(${x}, ${y}, ${z})`;
    case 'einsum': {
      const operands = script.inputs(node, node.inputs.length).join(', ');
      return `torch.einsum("${node.attributes.equation}", [${operands}], path=None)`;
    }
    case 'argument':
      return `torch.to(torch.arg${node.attributes.of}(${x}, ${node.attributes.axis}, False), ${scalarTypes.int32}, False, False, None)`;
    case 'concat':
      return `torch.cat([${script.inputs(node, node.inputs.length).join(', ')}], ${node.attributes.axis})`;
    case 'reverse':
      return `torch.flip(${x}, ${ints(node.attributes.axes)})`;
    case 'reshape':
      return `torch.reshape(${x}, ${script.sizes(node.attributes.shape)})`;
    case 'transpose':
      return `torch.permute(${x}, ${ints(node.attributes.permutation)})`;
    case 'expand':
      return `torch.expand(${x}, ${script.sizes(node.attributes.shape)}, implicit=False)`;
    case 'tile':
      return `torch.repeat(${x}, ${script.sizes(node.attributes.repeats)})`;
    case 'where':
      return `torch.where(${x}, ${y}, ${z})`;
    case 'cast':
      return `torch.to(${x}, ${scalarTypes[node.attributes.dtype]}, False, False, None)`;
    case 'div':
      // Whole numbers stay whole in tfjs, and become floats in PyTorch.
      if (script.type(node.output).dtype === 'int32') return `torch.div(${x}, ${y}, rounding_mode="trunc")`;
      return `torch.div(${x}, ${y})`;
    case 'floorDivide':
      return `torch.div(${x}, ${y}, rounding_mode="floor")`;
    default:
      if (!elementwise.has(node.kind)) throw new TypeError(`TorchScript has no words for ${node.kind}`);
      return `torch.${names[node.kind] ?? node.kind}(${node.inputs.length === 1 ? x : `${x}, ${y}`})`;
  }
}

function limit(value: number): string {
  return Number.isFinite(value) ? float(value) : 'None';
}
