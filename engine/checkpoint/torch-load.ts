import { Type } from 'typebox';
import { Tensor } from '../modules/torch/tensor.js';
import { component } from '../registry/component.js';
import { DeviceArgument, KeywordArguments } from '../registry/schema.js';
import { NdArray } from '../types/index.js';
import { Dict, Tuple, type Value } from '../values/index.js';
import { readCheckpointSync } from './checkpoint.js';
import type { LoadedTree } from './tree.js';

/** `torch.load`: what a checkpoint holds, for expressions. Only tensors and containers are ever made, whatever `weights_only` says. */
export const torchLoad = component({
  name: 'load',
  modules: ['torch', 'torch.serialization'],
  kind: 'function',
  description: 'Reads a checkpoint that torch.save wrote: tensors and containers.',
  arguments: Type.Object({
    f: Type.String({ description: 'Path of the file.' }),
    mapLocation: DeviceArgument({ description: 'Accepted; the backend decides where tensors live.', default: null }),
    pickleModule: Type.Unknown({ description: 'Accepted; pickles are read by our own reader.', default: null }),
    weightsOnly: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Accepted; nothing but weights and containers is read.',
      default: null,
      keywordOnly: true,
    }),
    mmap: Type.Union([Type.Boolean(), Type.Null()], { description: 'Accepted.', default: null, keywordOnly: true }),
    pickleLoadArgs: KeywordArguments('Accepted.'),
  }),
  create: ({ f }) => expressionValue(readCheckpointSync(f)),
});

/** A checkpoint's content as expressions have it: dicts, and tensors with PyTorch's methods. */
function expressionValue(tree: LoadedTree): Value {
  if (tree instanceof NdArray) return new Tensor(tree.data, tree.shape, tree.dtype);
  if (tree instanceof Map) return new Dict([...tree].map(([key, item]) => [key, expressionValue(item)] as const));
  if (Array.isArray(tree)) return tree.map(expressionValue);
  if (tree instanceof Tuple) return new Tuple([...tree].map((item) => expressionValue(item as LoadedTree)));
  return tree;
}
