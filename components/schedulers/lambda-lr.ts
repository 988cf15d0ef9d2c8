import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Instance } from '../../engine/registry/schema.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

type Factor = (step: number) => number;

/** The base rate times a function of the step. */
export class LambdaLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly factors: readonly Factor[],
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup, baseLr: number): number {
    const index = this.optimizer.parameterGroups.indexOf(group);
    const factor = this.factors[index] ?? this.factors[0];
    return factor ? baseLr * Number(factor(this.lastEpoch)) : baseLr;
  }
}

function isFactors(value: unknown): boolean {
  return typeof value === 'function' || (Array.isArray(value) && value.every((item) => typeof item === 'function'));
}

/** `torch.optim.lr_scheduler.LambdaLR`. */
export const lambdaLr = component({
  name: 'LambdaLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Multiplies the base learning rate by a function of the step.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    lrLambda: Instance<Factor | readonly Factor[]>('a function, or one for each group', isFactors, {
      description: 'Step number to factor.',
    }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, lrLambda, lastEpoch }) =>
    new LambdaLR(optimizer, typeof lrLambda === 'function' ? [lrLambda] : lrLambda, lastEpoch),
});
