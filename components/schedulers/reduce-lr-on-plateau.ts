import { type Static, Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { OptimizerArgument, type SchedulerState } from './lr-scheduler.js';

const Arguments = Type.Object({
  optimizer: OptimizerArgument,
  mode: Type.Union([Type.Literal('min'), Type.Literal('max')], {
    default: 'min',
    description: 'Whether a smaller or a larger metric is better.',
  }),
  factor: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, default: 0.1, description: 'Factor of a change.' }),
  patience: Type.Integer({ minimum: 0, default: 10, description: 'Steps without progress that are waited.' }),
  threshold: Type.Number({ default: 1e-4, description: 'What counts as progress.' }),
  thresholdMode: Type.Union([Type.Literal('rel'), Type.Literal('abs')], {
    default: 'rel',
    description: 'Whether the threshold is a share of the best metric.',
  }),
  cooldown: Type.Integer({ minimum: 0, default: 0, description: 'Steps to wait after a change.' }),
  minLr: Type.Union([Type.Number(), Type.Array(Type.Number())], {
    default: 0,
    description: 'The lowest rate, or one a group.',
  }),
  eps: Type.Number({ default: 1e-8, description: 'Smaller changes are not made.' }),
});

/** Lowers the rates when a metric stops improving (`torch.optim.lr_scheduler.ReduceLROnPlateau`). */
class ReduceLROnPlateau {
  static readonly [exposed]: Exposed = {
    step: method('metrics', 'epoch'),
    get_last_lr: method(),
    state_dict: method(),
    load_state_dict: method('state_dict'),
    best: property(),
    num_bad_epochs: property(),
  };

  best: number;
  numBadEpochs = 0;
  cooldownCounter = 0;
  lastEpoch = 0;

  constructor(readonly settings: Static<typeof Arguments>) {
    this.best = settings.mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** @param metrics the metric of this step */
  step(metrics: unknown): void {
    const metric = Number(metrics);
    this.lastEpoch++;
    if (this.#isBetter(metric)) {
      this.best = metric;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs++;
    }
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs <= this.settings.patience) return;
    this.#reduce();
    this.cooldownCounter = this.settings.cooldown;
    this.numBadEpochs = 0;
  }

  #isBetter(metric: number): boolean {
    const { mode, thresholdMode, threshold } = this.settings;
    const sign = mode === 'min' ? -1 : 1;
    const bound = thresholdMode === 'rel' ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === 'min' ? metric < bound : metric > bound;
  }

  #reduce(): void {
    const { optimizer, factor, minLr, eps } = this.settings;
    for (const [index, group] of optimizer.parameterGroups.entries()) {
      const least = typeof minLr === 'number' ? minLr : (minLr[index] ?? 0);
      const rate = Math.max(group.lr * factor, least);
      if (group.lr - rate > eps) group.lr = rate;
    }
  }

  getLastLr(): number[] {
    return this.settings.optimizer.parameterGroups.map((group) => group.lr);
  }

  stateDict(): SchedulerState {
    const { best, numBadEpochs, cooldownCounter, lastEpoch } = this;
    return { best, num_bad_epochs: numBadEpochs, cooldown_counter: cooldownCounter, last_epoch: lastEpoch };
  }

  loadStateDict(state: SchedulerState): void {
    this.best = Number(state.best ?? this.best);
    this.numBadEpochs = Number(state.num_bad_epochs ?? 0);
    this.cooldownCounter = Number(state.cooldown_counter ?? 0);
    this.lastEpoch = Number(state.last_epoch ?? 0);
  }
}

export const reduceLrOnPlateau = component({
  name: 'ReduceLROnPlateau',
  modules: ['torch.optim.lr_scheduler'],
  kind: 'scheduler',
  description: 'Lowers the learning rate when a metric stops improving.',
  arguments: Arguments,
  create: (settings) => new ReduceLROnPlateau(settings),
});
