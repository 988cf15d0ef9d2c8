import type * as tf from '@tensorflow/tfjs';
import { zerosLike } from '@tensorflow/tfjs';
import { type Static, Type } from 'typebox';
import { type AdamState, adamStep } from '../../engine/backends/index.js';
import type { NdArray } from '../../engine/types/index.js';
import type { Parameter } from '../networks/module.js';
import { Optimizer, type OptimizerState, type ParameterGroup } from './optimizer.js';
import { ignoredArguments, numberedGroups, Parameters, parameterGroups, restoreSettings } from './parameter-groups.js';
import { fromTorch, toTorch } from './torch-layout.js';

const Decay = Type.Number({ minimum: 0, exclusiveMaximum: 1 });

/** The arguments of Adam and AdamW, which differ in what their weight decay means. */
export function adamArguments(weightDecay: { readonly default: number; readonly description: string }) {
  return Type.Object({
    params: Parameters,
    lr: Type.Number({ minimum: 0, default: 1e-3, description: 'Learning rate.' }),
    betas: Type.Tuple([Decay, Decay], {
      default: [0.9, 0.999],
      description: 'Decay of the averages of the gradient and of its square.',
    }),
    eps: Type.Number({ minimum: 0, default: 1e-8, description: 'Added to the denominator.' }),
    weightDecay: Type.Number({ minimum: 0, ...weightDecay }),
    amsgrad: Type.Boolean({ default: false, description: 'Divide by the largest average so far.' }),
    ...ignoredArguments,
    maximize: Type.Boolean({ default: false, keywordOnly: true, description: 'Climb instead of descend.' }),
  });
}

type AdamArguments = Static<ReturnType<typeof adamArguments>>;

interface Slot {
  step: number;
  m: tf.Tensor;
  v: tf.Tensor;
  most: tf.Tensor | undefined;
}

/**
 * Adam and AdamW (Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019) with torch's settings in each group: `lr`,
 * `betas`, `eps`, `weight_decay`, `amsgrad`, `maximize`.
 */
export class AdamFamily extends Optimizer {
  readonly #slots = new Map<Parameter, Slot>();

  constructor(
    readonly parameterGroups: readonly ParameterGroup[],
    readonly decoupled: boolean,
  ) {
    super();
  }

  /** From a component's arguments; `name` is what messages say. */
  static of(name: string, { params, weightDecay, ...settings }: AdamArguments, decoupled: boolean): AdamFamily {
    const { lr, betas, eps, amsgrad, maximize } = settings;
    const defaults = { lr, betas, eps, weight_decay: weightDecay, amsgrad, maximize };
    return new AdamFamily(parameterGroups(name, params, defaults), decoupled);
  }

  step(gradients: ReadonlyMap<Parameter, tf.Tensor> = new Map()): void {
    for (const group of this.parameterGroups) {
      for (const parameter of group.parameters) {
        const gradient = gradients.get(parameter);
        if (gradient) this.#update(parameter, gradient, group);
      }
    }
  }

  #update(parameter: Parameter, gradient: tf.Tensor, group: ParameterGroup): void {
    const slot = this.#slotOf(parameter, group);
    const [beta1 = 0.9, beta2 = 0.999] = group.betas as readonly number[];
    slot.step++;
    const before: AdamState = { p: parameter.variable, m: slot.m, v: slot.v, most: slot.most };
    const after = adamStep(before, gradient, {
      lr: group.lr,
      beta1,
      beta2,
      epsilon: Number(group.eps),
      weightDecay: Number(group.weight_decay),
      decoupled: this.decoupled,
      maximize: group.maximize === true,
      correction1: 1 - beta1 ** slot.step,
      correction2: 1 - beta2 ** slot.step,
    });
    parameter.variable.assign(after.p);
    after.p.dispose();
    slot.m.dispose();
    slot.v.dispose();
    slot.most?.dispose();
    Object.assign(slot, { m: after.m, v: after.v, most: after.most });
  }

  #slotOf(parameter: Parameter, group: ParameterGroup): Slot {
    let slot = this.#slots.get(parameter);
    if (!slot) {
      const zeros = () => zerosLike(parameter.variable);
      slot = { step: 0, m: zeros(), v: zeros(), most: group.amsgrad === true ? zeros() : undefined };
      this.#slots.set(parameter, slot);
    }
    return slot;
  }

  stateDict(): OptimizerState {
    const state = new Map<number, Readonly<Record<string, NdArray | number>>>();
    for (const [index, parameter] of this.#all().entries()) {
      const slot = this.#slots.get(parameter);
      if (!slot) continue;
      state.set(index, {
        step: slot.step,
        exp_avg: toTorch(slot.m, parameter),
        exp_avg_sq: toTorch(slot.v, parameter),
        ...(slot.most ? { max_exp_avg_sq: toTorch(slot.most, parameter) } : {}),
      });
    }
    return { state, paramGroups: numberedGroups(this.parameterGroups) };
  }

  loadStateDict({ state, paramGroups }: OptimizerState): void {
    restoreSettings(this.parameterGroups, paramGroups);
    const all = this.#all();
    for (const [index, saved] of state) {
      const parameter = all[Number(index)];
      if (!parameter) continue;
      const tensor = (name: string) => {
        const array = saved[name];
        return typeof array === 'object' ? fromTorch(array, parameter) : undefined;
      };
      const [m, v, most] = [tensor('exp_avg'), tensor('exp_avg_sq'), tensor('max_exp_avg_sq')];
      if (!m || !v) continue;
      this.#release(parameter);
      this.#slots.set(parameter, { step: stepOf(saved.step), m, v, most });
    }
  }

  dispose(): void {
    for (const parameter of [...this.#slots.keys()]) this.#release(parameter);
  }

  #release(parameter: Parameter): void {
    const slot = this.#slots.get(parameter);
    slot?.m.dispose();
    slot?.v.dispose();
    slot?.most?.dispose();
    this.#slots.delete(parameter);
  }

  #all(): Parameter[] {
    return this.parameterGroups.flatMap((group) => group.parameters);
  }
}

/** PyTorch keeps the step as a scalar tensor. */
function stepOf(step: NdArray | number | undefined): number {
  return typeof step === 'object' ? Number(step.data[0] ?? 0) : Number(step ?? 0);
}
