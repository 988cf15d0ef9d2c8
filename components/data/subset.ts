import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { dataset } from './data-loader-arguments.js';
import { Subset } from './dataset.js';

export const subset = component({
  name: 'Subset',
  modules: ['torch.utils.data', 'torch.utils.data.dataset'],
  kind: 'dataset',
  description: 'Some samples of a data set, by index.',
  arguments: Type.Object({
    dataset,
    indices: Type.Array(Type.Integer(), { description: 'Which samples, in this order.' }),
  }),
  create: (args) => new Subset(args.dataset, args.indices),
});
