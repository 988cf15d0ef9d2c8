import * as tf from '@tensorflow/tfjs';
import { fromEngine } from '../../../components/handlers/from-engine.js';
import { IgniteMetricHandler } from '../../../components/handlers/ignite-metric-handler.js';
import { DiceMetric } from '../../../components/metrics/dice-metric.js';
import {
  SupervisedEvaluator,
  type SupervisedEvaluatorOptions,
} from '../../../components/trainers/supervised-evaluator.js';
import { SupervisedTrainer, type SupervisedTrainerOptions } from '../../../components/trainers/supervised-trainer.js';
import { NdArray } from '../../../engine/types/index.js';
import { TinyNetwork, TinySGD } from '../../../scripts/parity/tiny-network.js';
import { Blobs } from './blobs.js';

/** The mean squared difference of sigmoid and label. */
export function squares(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.mean(tf.squaredDifference(tf.sigmoid(prediction), target));
}

/** A sample with `pred` as a mask. */
export function threshold(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('pred' in data) || !(data.pred instanceof NdArray)) return data;
  const mask = Float32Array.from(data.pred.data, (logit) => Number(Number(logit) > 0));
  return { ...data, pred: new NdArray(mask, data.pred.shape, 'float32') };
}

/** Mean Dice of `pred` and `label`. */
export function dice(): IgniteMetricHandler {
  const options = {
    includeBackground: false,
    reduction: 'mean',
    getNotNans: false,
    ignoreEmpty: true,
    numClasses: null,
    returnWithLabel: false,
  } as const;
  return new IgniteMetricHandler(new DiceMetric(options), fromEngine(['pred', 'label']));
}

/** A tiny network and a trainer for it; everything can be replaced. */
export function trainer(options: Partial<SupervisedTrainerOptions> = {}): SupervisedTrainer & { dispose(): void } {
  const network = options.network instanceof TinyNetwork ? options.network : new TinyNetwork();
  const optimizer =
    options.optimizer instanceof TinySGD ? options.optimizer : new TinySGD(network.parameters(), 0.5, 0.9);
  const made = new SupervisedTrainer({
    device: 'cpu',
    maxEpochs: 2,
    trainDataLoader: new Blobs(3),
    network,
    optimizer,
    lossFunction: squares,
    ...options,
  });
  return Object.assign(made, {
    dispose: () => {
      network.dispose();
      optimizer.dispose();
    },
  });
}

/** An evaluator of a network. */
export function evaluator(options: Partial<SupervisedEvaluatorOptions> & Pick<SupervisedEvaluatorOptions, 'network'>) {
  return new SupervisedEvaluator({ device: 'cpu', valDataLoader: new Blobs(2, 2, 9), ...options });
}
