import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { Optimizer, ParameterGroup } from '../optimizers/optimizer.js';
import { LastEpoch, LrScheduler, OptimizerArgument } from './lr-scheduler.js';

/** Half a cosine from the base rate to `etaMin` in `tMax` steps, and back (Loshchilov and Hutter, ICLR 2017). */
class CosineAnnealingLR extends LrScheduler {
  constructor(
    optimizer: Optimizer,
    readonly tMax: number,
    readonly etaMin: number,
    lastEpoch: number,
  ) {
    super(optimizer, lastEpoch);
    this.step();
  }

  protected override rate(group: ParameterGroup, baseLr: number): number {
    const { lastEpoch, tMax, etaMin } = this;
    if (lastEpoch === 0) return group.lr;
    const cosine = (step: number) => Math.cos((Math.PI * step) / tMax);
    // At a trough the rule below would divide zero by zero.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0)
      return group.lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    return ((1 + cosine(lastEpoch)) / (1 + cosine(lastEpoch - 1))) * (group.lr - etaMin) + etaMin;
  }
}

/** `torch.optim.lr_scheduler.CosineAnnealingLR`. */
export const cosineAnnealingLr = component({
  name: 'CosineAnnealingLR',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Lets the learning rate fall and rise along a cosine.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    tMax: Type.Integer({ minimum: 1, pythonName: 'T_max', description: 'Steps from the highest rate to the lowest.' }),
    etaMin: Type.Number({ default: 0, description: 'The lowest rate.' }),
    lastEpoch: LastEpoch,
  }),
  create: ({ optimizer, tMax, etaMin, lastEpoch }) => new CosineAnnealingLR(optimizer, tMax, etaMin, lastEpoch),
});
