import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { variableGradients } from '../../engine/backends/index.js';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';
import { Instance } from '../../engine/registry/schema.js';
import { SimpleInferer } from '../inferers/simple-inferer.js';
import type { Parameter } from '../networks/module.js';
import { rootRandom } from '../random/seed.js';
import { hostArrays, toArray } from './batch-tensors.js';
import { EngineStatsKeys } from './engine-stats-keys.js';
import { IterationEvents } from './events.js';
import { noticeMixedPrecision } from './mixed-precision.js';
import { type BatchTensors, type InfererLike, type Network, predict, upload } from './network.js';
import { defaultPrepareBatch } from './prepare-batch.js';
import { Workflow, type WorkflowOptions } from './workflow.js';
import { hasMethod, loaderArgument, networkArgument, workflowArguments } from './workflow-arguments.js';

/** What a trainer asks of an optimizer. An `Optimizer` is one. */
export interface TrainerOptimizer {
  readonly parameterGroups: readonly { readonly parameters: readonly Parameter[] }[];
  step(gradients: ReadonlyMap<Parameter, tf.Tensor>): void;
}

/** A loss: an object of the loss family, or a function of prediction and target. */
export type LossLike =
  | { forward(input: tf.Tensor, target: tf.Tensor): tf.Tensor }
  | ((input: tf.Tensor, target: tf.Tensor) => tf.Tensor);

export interface SupervisedTrainerOptions extends Omit<WorkflowOptions, 'dataLoader' | 'prepareBatch'> {
  readonly trainDataLoader: WorkflowOptions['dataLoader'];
  readonly prepareBatch?: WorkflowOptions['prepareBatch'] | null;
  readonly network: Network;
  readonly optimizer: TrainerOptimizer;
  readonly lossFunction: LossLike;
  readonly inferer?: InfererLike | null;
  /** What a loss that is not a number does: ends the run before the weights take it in, warns, or nothing (as in MONAI). */
  readonly nonFiniteLoss?: 'error' | 'warn' | 'ignore';
}

/**
 * Trains a network on images and labels (MONAI's `SupervisedTrainer`). After a step, `state.output` holds `image`, `label`, `pred`
 * and `loss` as plain arrays and a number: by sample once decollated. FORWARD_COMPLETED, LOSS_COMPLETED and BACKWARD_COMPLETED fire in this
 * order when the gradients are known, since a tape cannot be interrupted; all see the finished output.
 */
export class SupervisedTrainer extends Workflow {
  static override readonly [exposed]: Exposed = {
    network: property(),
    optimizer: property(),
    loss_function: property(),
    inferer: property(),
  };

  readonly network: Network;
  readonly optimizer: TrainerOptimizer;
  readonly lossFunction: LossLike;
  readonly inferer: InfererLike;
  readonly #nonFiniteLoss: 'error' | 'warn' | 'ignore';
  #lastLoss = Number.NaN;

  constructor(options: SupervisedTrainerOptions) {
    super({
      ...options,
      dataLoader: options.trainDataLoader,
      prepareBatch: options.prepareBatch ?? defaultPrepareBatch,
    });
    this.network = options.network;
    this.optimizer = options.optimizer;
    this.lossFunction = options.lossFunction;
    this.inferer = options.inferer ?? new SimpleInferer();
    this.#nonFiniteLoss = options.nonFiniteLoss ?? 'error';
    if (this.amp) noticeMixedPrecision(this.logger);
  }

  protected override progressLabel(): string {
    return `Epoch ${this.state.epoch}/${this.state.maxEpochs}`;
  }

  protected override progressNote(): string {
    return `loss ${this.#lastLoss.toFixed(4)}`;
  }

  /** Epochs and iterations done and in all, and further attributes of the state by name. */
  override getStats(...names: string[]): Record<string, unknown> {
    const { rank, epoch, iteration, maxEpochs, epochLength } = this.state;
    return {
      [EngineStatsKeys.RANK]: rank,
      [EngineStatsKeys.CURRENT_EPOCH]: epoch,
      [EngineStatsKeys.CURRENT_ITERATION]: iteration,
      [EngineStatsKeys.TOTAL_EPOCHS]: maxEpochs,
      [EngineStatsKeys.TOTAL_ITERATIONS]: epochLength,
      ...super.getStats(...names),
    };
  }

  protected override async iterate(batch: unknown): Promise<unknown> {
    const prepared = this.prepare(batch);
    const tensors = upload(prepared, this.network);
    this.network.train();
    this.network.useRandom?.(rootRandom().fork('network').fork(this.state.iteration));
    let step: Step | undefined;
    try {
      step = this.#forwardAndBackward(tensors);
      const [image, label] = await hostArrays(prepared);
      const [loss = Number.NaN] = await step.loss.data();
      this.#lastLoss = loss;
      this.state.output = { image, label, pred: await toArray(step.prediction, image), loss };
      await this.fireEvent(IterationEvents.FORWARD_COMPLETED);
      await this.fireEvent(IterationEvents.LOSS_COMPLETED);
      await this.fireEvent(IterationEvents.BACKWARD_COMPLETED);
      if (!Number.isFinite(loss)) this.#diverged(loss);
      this.optimizer.step(step.gradients);
    } finally {
      step?.dispose();
      tensors.dispose();
    }
    await this.fireEvent(IterationEvents.MODEL_COMPLETED);
    return this.state.output;
  }

  #forwardAndBackward(batch: BatchTensors): Step {
    const { targets } = batch;
    if (!targets) {
      const problem = 'the batch has no label to learn from';
      fail({ family: 'component', code: 'bad_input', component: 'SupervisedTrainer', problem });
    }
    const parameters = new Map<string, Parameter>();
    for (const group of this.optimizer.parameterGroups) {
      for (const parameter of group.parameters) {
        if (parameter.trainable) parameters.set(parameter.variable.name, parameter);
      }
    }
    let prediction: tf.Tensor | undefined;
    try {
      const { value, gradients: byVariable } = variableGradients(
        () => {
          prediction = tf.keep(predict(this.inferer, this.network, batch));
          return this.#loss(prediction, targets);
        },
        [...parameters.values()].map(({ variable }) => variable),
      );
      if (byVariable.size === 0) {
        value.dispose();
        fail({
          family: 'component',
          code: 'bad_input',
          component: 'SupervisedTrainer',
          problem: "the loss does not depend on any of the optimizer's parameters",
          fix: 'check that the optimizer was given the parameters of this network',
        });
      }
      const gradients = new Map<Parameter, tf.Tensor>();
      for (const [variable, gradient] of byVariable) {
        const parameter = parameters.get(variable.name);
        if (parameter) gradients.set(parameter, gradient);
      }
      if (!prediction) throw new Error('the network was not applied');
      return new Step(prediction, value, gradients);
    } catch (error) {
      prediction?.dispose();
      throw error;
    }
  }

  #loss(prediction: tf.Tensor, targets: tf.Tensor): tf.Scalar {
    const { lossFunction } = this;
    const loss =
      typeof lossFunction === 'function'
        ? lossFunction(prediction, targets)
        : lossFunction.forward(prediction, targets);
    return loss.rank === 0 ? loss.asScalar() : tf.mean(loss).asScalar();
  }

  #diverged(loss: number): void {
    const { epoch, iteration } = this.state;
    const what = `the loss became ${loss} in epoch ${epoch}, iteration ${iteration}`;
    if (this.#nonFiniteLoss === 'error') fail({ family: 'run', code: 'diverged', what });
    if (this.#nonFiniteLoss === 'warn') this.logger.warning(what);
  }
}

/** The tensors of one step. */
class Step {
  constructor(
    readonly prediction: tf.Tensor,
    readonly loss: tf.Scalar,
    readonly gradients: ReadonlyMap<Parameter, tf.Tensor>,
  ) {}

  dispose(): void {
    this.prediction.dispose();
    this.loss.dispose();
    for (const gradient of this.gradients.values()) gradient.dispose();
  }
}

export const supervisedTrainer = component({
  name: 'SupervisedTrainer',
  modules: ['monai.engines', 'monai.engines.trainer'],
  kind: 'trainer',
  description: 'Trains a network on images and labels, epoch after epoch, with metrics, postprocessing and handlers.',
  arguments: Type.Object({
    device: workflowArguments.device,
    maxEpochs: Type.Integer({ minimum: 0, description: 'Epochs in all.' }),
    trainDataLoader: loaderArgument('The batches to train on.'),
    network: networkArgument,
    optimizer: Instance<TrainerOptimizer>('an optimizer', hasMethod('step'), {
      description: "The optimizer of the network's parameters.",
    }),
    lossFunction: Instance<LossLike>('a loss', (value) => typeof value === 'function' || hasMethod('forward')(value), {
      description: 'The loss of prediction and label.',
    }),
    epochLength: workflowArguments.epochLength,
    nonBlocking: workflowArguments.nonBlocking,
    prepareBatch: workflowArguments.prepareBatch,
    iterationUpdate: workflowArguments.iterationUpdate,
    inferer: workflowArguments.inferer,
    postprocessing: workflowArguments.postprocessing,
    keyTrainMetric: workflowArguments.keyMetric,
    additionalMetrics: workflowArguments.additionalMetrics,
    metricCmpFn: workflowArguments.metricCmpFn,
    trainHandlers: workflowArguments.handlers,
    amp: workflowArguments.amp,
    eventNames: workflowArguments.eventNames,
    eventToAttr: workflowArguments.eventToAttr,
    decollate: workflowArguments.decollate,
    optimSetToNone: Type.Boolean({
      default: false,
      description: 'Accepted for MONAI; gradients live for one step only.',
    }),
    toKwargs: workflowArguments.toKwargs,
    ampKwargs: workflowArguments.ampKwargs,
    compile: workflowArguments.compile,
    compileKwargs: workflowArguments.compileKwargs,
    nonFiniteLoss: Type.Union([Type.Literal('error'), Type.Literal('warn'), Type.Literal('ignore')], {
      default: 'error',
      keywordOnly: true,
      description:
        'What a loss of NaN or infinity does: ends the run, warns, or nothing (as in MONAI). medbundle only.',
    }),
  }),
  create: ({ keyTrainMetric, trainHandlers, ...rest }) =>
    new SupervisedTrainer({ ...rest, keyMetric: keyTrainMetric, handlers: trainHandlers }),
});
