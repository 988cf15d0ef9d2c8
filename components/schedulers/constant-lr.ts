import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** Multiplies the rate by `factor` for the first `totalIters` steps. */
class ConstantLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly factor: number,
    readonly totalIters: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    if (this.lastEpoch === 0) return group.lr * this.factor;
    return this.lastEpoch === this.totalIters ? group.lr / this.factor : group.lr;
  }
}

/** `torch.optim.lr_scheduler.ConstantLR`. */
export const constantLr = component({
  name: 'ConstantLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Multiplies the learning rate by factor until total_iters steps are done.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    factor: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1 / 3, description: 'Factor at first.' }),
    totalIters: Type.Integer({ minimum: 0, default: 5, description: 'Steps until the full rate.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, factor, totalIters, lastEpoch }) => new ConstantLR(optimizer, factor, totalIters, lastEpoch),
});
