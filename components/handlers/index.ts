import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { checkpointLoader } from './checkpoint-loader.js';
import { checkpointSaver } from './checkpoint-saver.js';
import { confusionMatrix } from './confusion-matrix.js';
import { earlyStopHandler } from './early-stop-handler.js';
import { fromEngineFunction } from './from-engine.js';
import { garbageCollector } from './garbage-collector.js';
import { igniteMetricHandler } from './ignite-metric-handler.js';
import { ignoreData } from './ignore-data.js';
import { lrScheduleHandler } from './lr-schedule-handler.js';
import { meanDice } from './mean-dice.js';
import { meanIoUHandler } from './mean-iou-handler.js';
import { metricLogger } from './metric-logger.js';
import { metricsSaver } from './metrics-saver.js';
import { paramSchedulerHandler } from './param-scheduler-handler.js';
import { rocAuc } from './roc-auc.js';
import { statsHandler } from './stats-handler.js';
import { stoppingFnFromLoss } from './stopping-fn-from-loss.js';
import { stoppingFnFromMetric } from './stopping-fn-from-metric.js';
import { summaryWriter } from './summary-writer.js';
import { tensorBoardImageHandler } from './tensorboard-image-handler.js';
import { tensorBoardStatsHandler } from './tensorboard-stats-handler.js';
import { terminateOnNan } from './terminate-on-nan.js';
import { validationHandler } from './validation-handler.js';

/** The handlers family, as the registry lists it. */
export const handlers: readonly (ComponentDefinition | ConstantDefinition)[] = [
  statsHandler,
  validationHandler,
  checkpointSaver,
  checkpointLoader,
  metricsSaver,
  tensorBoardStatsHandler,
  tensorBoardImageHandler,
  summaryWriter,
  lrScheduleHandler,
  earlyStopHandler,
  paramSchedulerHandler,
  metricLogger,
  garbageCollector,
  terminateOnNan,
  igniteMetricHandler,
  meanDice,
  meanIoUHandler,
  confusionMatrix,
  rocAuc,
  fromEngineFunction,
  ignoreData,
  stoppingFnFromMetric,
  stoppingFnFromLoss,
];
