import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** A factor of the base rate goes linearly from `startFactor` to `endFactor` in `totalIters` steps. */
class LinearLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly startFactor: number,
    readonly endFactor: number,
    readonly totalIters: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return group.lr * startFactor;
    if (lastEpoch > totalIters) return group.lr;
    const change = endFactor - startFactor;
    return group.lr * (1 + change / (totalIters * startFactor + (lastEpoch - 1) * change));
  }
}

/** `torch.optim.lr_scheduler.LinearLR`. */
export const linearLr = component({
  name: 'LinearLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Moves a factor of the learning rate linearly from start_factor to end_factor.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    startFactor: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1 / 3, description: 'Factor at the start.' }),
    endFactor: Type.Number({ minimum: 0, maximum: 1, default: 1, description: 'Factor at the end.' }),
    totalIters: Type.Integer({ minimum: 1, default: 5, description: 'Steps from start to end.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, startFactor, endFactor, totalIters, lastEpoch }) =>
    new LinearLR(optimizer, startFactor, endFactor, totalIters, lastEpoch),
});
