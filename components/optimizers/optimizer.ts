import type * as tf from '@tensorflow/tfjs';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import type { NdArray } from '../../engine/types/index.js';
import type { Parameter } from '../networks/module.js';

/** Parameters that share their settings, as in `torch.optim`. Settings keep torch's names: `lr`, `weight_decay`, `betas`. */
export interface ParameterGroup {
  readonly parameters: readonly Parameter[];
  lr: number;
  [setting: string]: unknown;
}

/** A per-parameter update rule with torch's semantics. */
export abstract class Optimizer {
  static readonly [exposed]: Exposed = {
    step: method(),
    zero_grad: method('set_to_none'),
    state_dict: method(),
    load_state_dict: method('state_dict'),
    param_groups: property('parameterGroups'),
  };

  abstract readonly parameterGroups: readonly ParameterGroup[];

  /** Updates every parameter that has a gradient; gradients have the variable's own layout and stay the caller's. */
  abstract step(gradients: ReadonlyMap<Parameter, tf.Tensor>): void;

  /** As `torch.optim.Optimizer.state_dict()`: `{state: {index: {step, exp_avg, …}}, param_groups: [...]}`. */
  abstract stateDict(): OptimizerState;
  abstract loadStateDict(state: OptimizerState): void;
  abstract dispose(): void;
}

export interface OptimizerState {
  readonly state: ReadonlyMap<number, Readonly<Record<string, NdArray | number>>>;
  readonly paramGroups: readonly Readonly<Record<string, unknown>>[];
}
