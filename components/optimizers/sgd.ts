import type * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { sgdStep } from '../../engine/backends/index.js';
import { component } from '../../engine/registry/component.js';
import type { NdArray } from '../../engine/types/index.js';
import type { Parameter } from '../networks/module.js';
import { Optimizer, type OptimizerState, type ParameterGroup } from './optimizer.js';
import { ignoredArguments, numberedGroups, Parameters, parameterGroups, restoreSettings } from './parameter-groups.js';
import { fromTorch, toTorch } from './torch-layout.js';

/** Stochastic gradient descent with momentum (Sutskever et al., ICML 2013), as torch computes it. */
class StochasticGradientDescent extends Optimizer {
  readonly #velocities = new Map<Parameter, tf.Tensor>();

  constructor(readonly parameterGroups: readonly ParameterGroup[]) {
    super();
  }

  step(gradients: ReadonlyMap<Parameter, tf.Tensor> = new Map()): void {
    for (const group of this.parameterGroups) {
      for (const parameter of group.parameters) {
        const gradient = gradients.get(parameter);
        if (!gradient) continue;
        const before = this.#velocities.get(parameter);
        const { p, velocity } = sgdStep(parameter.variable, gradient, before, {
          lr: group.lr,
          momentum: Number(group.momentum),
          dampening: Number(group.dampening),
          weightDecay: Number(group.weight_decay),
          nesterov: group.nesterov === true,
          maximize: group.maximize === true,
        });
        parameter.variable.assign(p);
        p.dispose();
        before?.dispose();
        if (velocity) this.#velocities.set(parameter, velocity);
      }
    }
  }

  stateDict(): OptimizerState {
    const state = new Map<number, Readonly<Record<string, NdArray | number>>>();
    for (const [index, parameter] of this.#all().entries()) {
      const velocity = this.#velocities.get(parameter);
      if (velocity) state.set(index, { momentum_buffer: toTorch(velocity, parameter) });
    }
    return { state, paramGroups: numberedGroups(this.parameterGroups) };
  }

  loadStateDict({ state, paramGroups }: OptimizerState): void {
    restoreSettings(this.parameterGroups, paramGroups);
    const all = this.#all();
    for (const [index, saved] of state) {
      const parameter = all[Number(index)];
      const buffer = saved.momentum_buffer;
      if (!parameter || typeof buffer !== 'object') continue;
      this.#velocities.get(parameter)?.dispose();
      this.#velocities.set(parameter, fromTorch(buffer, parameter));
    }
  }

  dispose(): void {
    for (const velocity of this.#velocities.values()) velocity.dispose();
    this.#velocities.clear();
  }

  #all(): Parameter[] {
    return this.parameterGroups.flatMap((group) => group.parameters);
  }
}

/** `torch.optim.SGD`. */
export const sgd = component({
  name: 'SGD',
  modules: ['torch.optim', 'torch.optim.sgd'],
  kind: 'optimizer',
  description: 'Stochastic gradient descent, with momentum if asked for.',
  arguments: Type.Object({
    params: Parameters,
    lr: Type.Number({ minimum: 0, default: 1e-3, description: 'Learning rate.' }),
    momentum: Type.Number({ minimum: 0, default: 0, description: 'Share of the last step that is kept.' }),
    dampening: Type.Number({ default: 0, description: 'Share of the gradient kept out of the momentum.' }),
    weightDecay: Type.Number({ minimum: 0, default: 0, description: 'L2 penalty, added to the gradient.' }),
    nesterov: Type.Boolean({ default: false, description: "Nesterov's momentum." }),
    maximize: Type.Boolean({ default: false, keywordOnly: true, description: 'Climb instead of descend.' }),
    ...ignoredArguments,
  }),
  create: ({ params, lr, momentum, dampening, weightDecay, nesterov, maximize }) =>
    new StochasticGradientDescent(
      parameterGroups('SGD', params, { lr, momentum, dampening, weight_decay: weightDecay, nesterov, maximize }),
    ),
});
