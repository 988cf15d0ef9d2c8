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
import { inPrecision, noticeMixedPrecision } from './mixed-precision.js';
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

  protected override async iterateWithoutSamples(): Promise<unknown> {
    const { together } = this.network;
    if (together) {
      await together.begin(0);
      const { gradients, loss } = await together.finish([...this.#trained().values()], new Map(), 0);
      try {
        this.#lastLoss = loss;
        if (!Number.isFinite(loss)) this.#diverged(loss);
        this.optimizer.step(gradients);
        await together.stepped();
      } finally {
        for (const gradient of gradients.values()) gradient.dispose();
      }
    }
    return super.iterateWithoutSamples();
  }

  protected override async iterate(batch: unknown): Promise<unknown> {
    const { together } = this.network;
    const prepared = this.prepare(batch);
    const tensors = upload(prepared, this.network);
    this.network.train();
    const random = rootRandom().fork('network').fork(this.state.iteration);
    this.network.useRandom?.(this.state.rank > 0 ? random.fork(this.state.rank) : random);
    let step: Step | undefined;
    try {
      const share = (await together?.begin(tensors.inputs.shape[0] ?? 0)) ?? 1;
      step = inPrecision(this.amp, () => this.#forwardAndBackward(tensors, share));
      const [image, label] = await hostArrays(prepared);
      const [own = Number.NaN] = await step.loss.data();
      if (together) step.replace(await together.finish([...this.#trained().values()], step.gradients, own));
      const loss = step.summedLoss ?? own;
      this.#lastLoss = loss;
      this.state.output = { image, label, pred: await toArray(step.prediction, image), loss };
      await this.fireEvent(IterationEvents.FORWARD_COMPLETED);
      await this.fireEvent(IterationEvents.LOSS_COMPLETED);
      await this.fireEvent(IterationEvents.BACKWARD_COMPLETED);
      if (!Number.isFinite(loss)) this.#diverged(loss);
      this.optimizer.step(step.gradients);
      await together?.stepped();
    } finally {
      step?.dispose();
      tensors.dispose();
    }
    await this.fireEvent(IterationEvents.MODEL_COMPLETED);
    return this.state.output;
  }

  /** What the optimizer trains, by the names of the variables. */
  #trained(): Map<string, Parameter> {
    const parameters = new Map<string, Parameter>();
    for (const group of this.optimizer.parameterGroups) {
      for (const parameter of group.parameters) {
        if (parameter.trainable) parameters.set(parameter.variable.name, parameter);
      }
    }
    return parameters;
  }

  /** @param share what this rank's samples are of those of all ranks: the loss counts as much */
  #forwardAndBackward(batch: BatchTensors, share: number): Step {
    const { targets } = batch;
    if (!targets) {
      const problem = 'the batch has no label to learn from';
      fail({ family: 'component', code: 'bad_input', component: 'SupervisedTrainer', problem });
    }
    const parameters = this.#trained();
    let prediction: tf.Tensor | undefined;
    try {
      const { value, gradients: byVariable } = variableGradients(
        () => {
          prediction = tf.keep(predict(this.inferer, this.network, batch));
          const loss = this.#loss(prediction, targets);
          const counted = share === 1 ? loss : tf.mul(loss, share).asScalar();
          this.network.together?.watch(counted, [...parameters.values()]);
          return counted;
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
  /** The loss of all ranks' samples, once known. */
  summedLoss: number | undefined;

  constructor(
    readonly prediction: tf.Tensor,
    readonly loss: tf.Scalar,
    public gradients: ReadonlyMap<Parameter, tf.Tensor>,
  ) {}

  /** Goes on with the sums over all ranks. */
  replace({ gradients, loss }: { gradients: ReadonlyMap<Parameter, tf.Tensor>; loss: number }): void {
    for (const gradient of this.gradients.values()) gradient.dispose();
    this.gradients = gradients;
    this.summedLoss = loss;
  }

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
