import * as tf from '@tensorflow/tfjs';
import type { Logger } from '../../engine/types/log.js';

const noticed = new Set<string>();

/** Says once for each backend that `amp` changes nothing there. */
export function noticeMixedPrecision(logger: Logger): void {
  const backend = tf.getBackend();
  if (noticed.has(backend)) return;
  noticed.add(backend);
  logger.info(`amp: the backend "${backend}" computes in float32 throughout; results are the same or better`);
}
