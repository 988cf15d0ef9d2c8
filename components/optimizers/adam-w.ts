import { component } from '../../engine/registry/component.js';
import { AdamFamily, adamArguments } from './adam-family.js';

/** `torch.optim.AdamW`. */
export const adamW = component({
  name: 'AdamW',
  modules: ['torch.optim', 'torch.optim.adamw'],
  kind: 'optimizer',
  description: 'Adam with weight decay apart from the gradient: it shrinks the weights.',
  arguments: adamArguments({ default: 1e-2, description: 'Share of the weights taken off, times the learning rate.' }),
  create: (args) => AdamFamily.of('AdamW', args, true),
});
