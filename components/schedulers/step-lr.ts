import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** Multiplies the rate by `gamma` every `stepSize` steps. */
class StepLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly stepSize: number,
    readonly gamma: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    return this.lastEpoch > 0 && this.lastEpoch % this.stepSize === 0 ? group.lr * this.gamma : group.lr;
  }
}

/** `torch.optim.lr_scheduler.StepLR`. */
export const stepLr = component({
  name: 'StepLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Multiplies the learning rate by gamma every step_size steps.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    stepSize: Type.Integer({ minimum: 1, description: 'Steps between changes.' }),
    gamma: Type.Number({ default: 0.1, description: 'Factor of a change.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, stepSize, gamma, lastEpoch }) => new StepLR(optimizer, stepSize, gamma, lastEpoch),
});
