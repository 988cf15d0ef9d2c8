import * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { SimpleInferer } from '../inferers/simple-inferer.js';
import { hostArrays, toArray } from './batch-tensors.js';
import { EngineStatsKeys } from './engine-stats-keys.js';
import { IterationEvents } from './events.js';
import { inPrecision, noticeMixedPrecision } from './mixed-precision.js';
import { type InfererLike, type Network, predict, upload } from './network.js';
import { defaultPrepareBatch } from './prepare-batch.js';
import type { State } from './state.js';
import { Workflow, type WorkflowOptions } from './workflow.js';
import { loaderArgument, networkArgument, workflowArguments } from './workflow-arguments.js';

export interface SupervisedEvaluatorOptions extends Omit<WorkflowOptions, 'dataLoader' | 'prepareBatch' | 'maxEpochs'> {
  readonly valDataLoader: WorkflowOptions['dataLoader'];
  readonly prepareBatch?: WorkflowOptions['prepareBatch'] | null;
  readonly network: Network;
  readonly inferer?: InfererLike | null;
  /** Whether the network predicts as in evaluation or as in training (dropout draws, batch statistics). */
  readonly mode?: 'eval' | 'train';
}

/**
 * Applies a network to images, with or without labels, and measures it (MONAI's `SupervisedEvaluator`). After a step, `state.output`
 * holds `image`, `label` (null without one) and `pred` as plain arrays: by sample once decollated.
 */
export class SupervisedEvaluator extends Workflow {
  static override readonly [exposed]: Exposed = {
    run: method('global_epoch'),
    network: property(),
    inferer: property(),
  };

  readonly network: Network;
  readonly inferer: InfererLike;
  readonly mode: 'eval' | 'train';

  constructor(options: SupervisedEvaluatorOptions) {
    super({
      ...options,
      maxEpochs: 1,
      dataLoader: options.valDataLoader,
      prepareBatch: options.prepareBatch ?? defaultPrepareBatch,
    });
    this.network = options.network;
    this.inferer = options.inferer ?? new SimpleInferer();
    this.mode = options.mode ?? 'eval';
    if (this.amp) noticeMixedPrecision(this.logger);
  }

  override get trains(): boolean {
    return false;
  }

  /** Evaluates once. `globalEpoch` is the trainer's epoch, which logs and files then carry. */
  override async run(globalEpoch = 1): Promise<State> {
    this.state.maxEpochs = Math.max(globalEpoch, 1);
    this.state.epoch = globalEpoch - 1;
    this.state.iteration = 0;
    return super.run();
  }

  /**
   * Every evaluation is the first pass, so that what is drawn for a sample (a click, a crop) follows from the sample alone: the
   * same network on the same data has the same metric in any epoch of a training and in an evaluation afterwards.
   */
  protected override passOf(): number {
    return 0;
  }

  protected override progressLabel(): string {
    return 'Evaluating';
  }

  /** The best metric and its epoch, and further attributes of the state by name. */
  override getStats(...names: string[]): Record<string, unknown> {
    const { rank, bestMetric, bestMetricEpoch } = this.state;
    return {
      [EngineStatsKeys.RANK]: rank,
      [EngineStatsKeys.BEST_VALIDATION_EPOCH]: bestMetricEpoch,
      [EngineStatsKeys.BEST_VALIDATION_METRIC]: bestMetric,
      ...super.getStats(...names),
    };
  }

  protected override async iterateWithoutSamples(): Promise<unknown> {
    await this.network.together?.prepare();
    return super.iterateWithoutSamples();
  }

  protected override async iterate(batch: unknown): Promise<unknown> {
    await this.network.together?.prepare();
    const prepared = this.prepare(batch);
    const tensors = upload(prepared, this.network);
    let prediction: tf.Tensor | undefined;
    try {
      prediction = this.#inMode(() =>
        tf.tidy(() => inPrecision(this.amp, () => predict(this.inferer, this.network, tensors))),
      );
      const [image, label] = await hostArrays(prepared);
      this.state.output = { image, label, pred: await toArray(prediction, image) };
    } finally {
      prediction?.dispose();
      tensors.dispose();
    }
    await this.fireEvent(IterationEvents.FORWARD_COMPLETED);
    await this.fireEvent(IterationEvents.MODEL_COMPLETED);
    return this.state.output;
  }

  /** Runs `work` with the network in this evaluator's mode, and leaves the network in the mode it was in. */
  #inMode<T>(work: () => T): T {
    const before = this.network.training;
    this.network.train(this.mode === 'train');
    try {
      return work();
    } finally {
      this.network.train(before);
    }
  }
}

export const supervisedEvaluator = component({
  name: 'SupervisedEvaluator',
  modules: ['monai.engines', 'monai.engines.evaluator'],
  kind: 'trainer',
  description: 'Applies a network to images, with or without labels, with metrics, postprocessing and handlers.',
  arguments: Type.Object({
    device: workflowArguments.device,
    valDataLoader: loaderArgument('The batches to evaluate.'),
    network: networkArgument,
    epochLength: workflowArguments.epochLength,
    nonBlocking: workflowArguments.nonBlocking,
    prepareBatch: workflowArguments.prepareBatch,
    iterationUpdate: workflowArguments.iterationUpdate,
    inferer: workflowArguments.inferer,
    postprocessing: workflowArguments.postprocessing,
    keyValMetric: workflowArguments.keyMetric,
    additionalMetrics: workflowArguments.additionalMetrics,
    metricCmpFn: workflowArguments.metricCmpFn,
    valHandlers: workflowArguments.handlers,
    amp: workflowArguments.amp,
    mode: Type.Union([Type.Literal('eval'), Type.Literal('train')], {
      default: 'eval',
      description: 'Whether the network predicts as in evaluation or as in training.',
    }),
    eventNames: workflowArguments.eventNames,
    eventToAttr: workflowArguments.eventToAttr,
    decollate: workflowArguments.decollate,
    toKwargs: workflowArguments.toKwargs,
    ampKwargs: workflowArguments.ampKwargs,
    compile: workflowArguments.compile,
    compileKwargs: workflowArguments.compileKwargs,
  }),
  create: ({ keyValMetric, valHandlers, ...rest }) =>
    new SupervisedEvaluator({ ...rest, keyMetric: keyValMetric, handlers: valHandlers }),
});
