import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** Multiplies the rate by `gamma` every step. */
class ExponentialLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly gamma: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    return this.lastEpoch > 0 ? group.lr * this.gamma : group.lr;
  }
}

/** `torch.optim.lr_scheduler.ExponentialLR`. */
export const exponentialLr = component({
  name: 'ExponentialLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Multiplies the learning rate by gamma every step.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    gamma: Type.Number({ description: 'Factor of a step.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, gamma, lastEpoch }) => new ExponentialLR(optimizer, gamma, lastEpoch),
});
