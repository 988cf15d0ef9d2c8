import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { AdamFamily } from './adam-family.js';
import { ignoredArguments, Parameters, parameterGroups } from './parameter-groups.js';

/** `torch.optim.Adam`. */
export const adam = component({
  name: 'Adam',
  modules: ['torch.optim', 'torch.optim.adam'],
  kind: 'optimizer',
  description: 'Adam: steps scaled by running averages of the gradient and of its square.',
  arguments: Type.Object({
    params: Parameters,
    lr: Type.Number({ minimum: 0, default: 1e-3, description: 'Learning rate.' }),
    betas: Type.Tuple(
      [Type.Number({ minimum: 0, exclusiveMaximum: 1 }), Type.Number({ minimum: 0, exclusiveMaximum: 1 })],
      {
        default: [0.9, 0.999],
        description: 'Decay of the averages of the gradient and of its square.',
      },
    ),
    eps: Type.Number({ minimum: 0, default: 1e-8, description: 'Added to the denominator.' }),
    weightDecay: Type.Number({ minimum: 0, default: 0, description: 'L2 penalty, added to the gradient.' }),
    amsgrad: Type.Boolean({ default: false, description: 'Divide by the largest average so far.' }),
    ...ignoredArguments,
    maximize: Type.Boolean({ default: false, keywordOnly: true, description: 'Climb instead of descend.' }),
  }),
  create: ({ params, lr, betas, eps, weightDecay, amsgrad, maximize }) =>
    new AdamFamily(
      parameterGroups('Adam', params, { lr, betas, eps, weight_decay: weightDecay, amsgrad, maximize }),
      false,
    ),
});
