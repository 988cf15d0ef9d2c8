import * as tf from '@tensorflow/tfjs';
import { hasMixedPrecision, withMixedPrecision } from '../../engine/backends/index.js';
import type { Logger } from '../../engine/types/log.js';

const noticed = new Set<string>();

/** Runs `work` in mixed precision if `amp` is set: bfloat16 products in convolutions where the processor has them, all else in float32. */
export function inPrecision<T>(amp: boolean, work: () => T): T {
  return amp ? withMixedPrecision(work) : work();
}

/** Says once for each backend that `amp` changes nothing there, if so. */
export function noticeMixedPrecision(logger: Logger): void {
  if (hasMixedPrecision()) return;
  const backend = tf.getBackend();
  if (noticed.has(backend)) return;
  noticed.add(backend);
  logger.info(`amp: the backend "${backend}" computes in float32 throughout; results are the same or better`);
}
