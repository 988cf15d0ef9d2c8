import { Type } from 'typebox';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Instance } from '../../engine/registry/schema.js';
import { Optimizer, type ParameterGroup } from '../optimizers/optimizer.js';

/** Schema of the first argument of every scheduler. */
export const OptimizerArgument = Instance<Optimizer>('an optimizer', (value) => value instanceof Optimizer, {
  description: 'The optimizer whose learning rates are scheduled.',
});

/** Schema of the last argument of most schedulers. */
export const LastEpoch = Type.Integer({
  minimum: -1,
  default: -1,
  description: 'Number of steps taken before, when a run is resumed; -1 for none.',
});

/** The settings by which a scheduler is saved and restored. */
export type SchedulerState = Readonly<Record<string, unknown>>;

/**
 * Sets the learning rates of an optimizer's groups step by step (`torch.optim.lr_scheduler.LRScheduler`). As in torch a
 * rate follows from the one before, so that a rate changed in between is respected.
 */
export abstract class LrScheduler {
  static readonly [exposed]: Exposed = {
    step: method('metrics'),
    get_last_lr: method(),
    state_dict: method(),
    load_state_dict: method('state_dict'),
    last_epoch: property(),
    base_lrs: property(),
  };

  /** Steps taken. */
  lastEpoch: number;
  /** The rates the optimizer began with. */
  baseLrs: number[];

  constructor(
    readonly optimizer: Optimizer,
    lastEpoch = -1,
  ) {
    for (const group of optimizer.parameterGroups) group.initial_lr ??= group.lr;
    this.baseLrs = optimizer.parameterGroups.map((group) => Number(group.initial_lr));
    this.lastEpoch = lastEpoch;
  }

  /** The rate of a group after step `this.lastEpoch`. */
  protected abstract rate(group: ParameterGroup, baseLr: number): number;

  /** Takes a step. A constructor ends with the first one. */
  step(): void {
    this.lastEpoch++;
    const rates = this.optimizer.parameterGroups.map((group, index) =>
      this.rate(group, this.baseLrs[index] ?? group.lr),
    );
    for (const [index, group] of this.optimizer.parameterGroups.entries()) group.lr = rates[index] ?? group.lr;
  }

  /** The rate of each group. */
  getLastLr(): number[] {
    return this.optimizer.parameterGroups.map((group) => group.lr);
  }

  stateDict(): SchedulerState {
    return { last_epoch: this.lastEpoch, base_lrs: [...this.baseLrs], _last_lr: this.getLastLr() };
  }

  loadStateDict(state: SchedulerState): void {
    if (typeof state.last_epoch === 'number') this.lastEpoch = state.last_epoch;
    if (Array.isArray(state.base_lrs)) this.baseLrs = state.base_lrs.map(Number);
    const rates = state._last_lr;
    if (!Array.isArray(rates)) return;
    for (const [index, group] of this.optimizer.parameterGroups.entries()) group.lr = Number(rates[index] ?? group.lr);
  }
}
