import { component } from '../../engine/registry/component.js';
import { AdamFamily, adamArguments } from './adam-family.js';

/** `torch.optim.Adam`. */
export const adam = component({
  name: 'Adam',
  modules: ['torch.optim', 'torch.optim.adam'],
  kind: 'optimizer',
  description: 'Adam: steps scaled by running averages of the gradient and of its square.',
  arguments: adamArguments({ default: 0, description: 'L2 penalty, added to the gradient.' }),
  create: (args) => AdamFamily.of('Adam', args, false),
});
