import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** The base rate times (1 − step / `totalIters`) to the `power`. */
class PolynomialLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly totalIters: number,
    readonly power: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup): number {
    const { lastEpoch, totalIters, power } = this;
    if (lastEpoch === 0 || lastEpoch > totalIters) return group.lr;
    return group.lr * ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power;
  }
}

/** `torch.optim.lr_scheduler.PolynomialLR`. */
export const polynomialLr = component({
  name: 'PolynomialLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Lets the learning rate fall to zero along a polynomial.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    totalIters: Type.Integer({ minimum: 1, default: 5, description: 'Steps until zero.' }),
    power: Type.Number({ default: 1, description: 'Exponent.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, totalIters, power, lastEpoch }) => new PolynomialLR(optimizer, totalIters, power, lastEpoch),
});
