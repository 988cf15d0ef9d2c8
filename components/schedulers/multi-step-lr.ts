import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** Multiplies the rate by `gamma` at each milestone; one given twice counts twice. */
class MultiStepLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly milestones: readonly number[],
    readonly gamma: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    const times = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return this.lastEpoch > 0 ? group.lr * this.gamma ** times : group.lr;
  }
}

/** `torch.optim.lr_scheduler.MultiStepLR`. */
export const multiStepLr = component({
  name: 'MultiStepLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Multiplies the learning rate by gamma at each milestone.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    milestones: Type.Array(Type.Integer({ minimum: 0 }), { description: 'Steps at which the rate changes.' }),
    gamma: Type.Number({ default: 0.1, description: 'Factor of a change.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, milestones, gamma, lastEpoch }) => new MultiStepLR(optimizer, milestones, gamma, lastEpoch),
});
