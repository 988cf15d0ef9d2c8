import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { LambdaLR } from './lambda-lr.js';
import { LastEpoch, OptimizerArgument } from './lr-scheduler.js';

/** `monai.optimizers.WarmupCosineSchedule`. */
export const warmupCosineSchedule = component({
  name: 'WarmupCosineSchedule',
  modules: ['monai.optimizers', 'monai.optimizers.lr_scheduler'],
  kind: 'scheduler',
  description: 'Raises the learning rate linearly, then lets it fall along a cosine.',
  arguments: Type.Object({
    optimizer: OptimizerArgument,
    warmupSteps: Type.Integer({ minimum: 0, description: 'Steps until the full rate.' }),
    tTotal: Type.Integer({ minimum: 1, description: 'Steps in all.' }),
    endLr: Type.Number({ minimum: 0, default: 0, description: 'The lowest rate at the end.' }),
    cycles: Type.Number({ default: 0.5, description: 'Periods of the cosine.' }),
    lastEpoch: LastEpoch,
    warmupMultiplier: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Factor at the first step.' }),
  }),
  create({ optimizer, warmupSteps, tTotal, endLr, cycles, lastEpoch, warmupMultiplier }) {
    const factor = (baseLr: number) => (step: number) => {
      if (step < warmupSteps) {
        return warmupMultiplier + (1 - warmupMultiplier) * (step / Math.max(1, warmupSteps));
      }
      const progress = (step - warmupSteps) / Math.max(1, tTotal - warmupSteps);
      return Math.max(endLr / baseLr, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress)));
    };
    const [first] = optimizer.parameterGroups;
    return new LambdaLR(optimizer, [factor(Number(first?.initial_lr ?? first?.lr ?? 1))], lastEpoch);
  },
});
