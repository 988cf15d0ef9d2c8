import { registerAddN } from './add-n.js';
import { registerBinary } from './binary.js';
import { registerCast } from './cast.js';
import { borrowProcessorKernels } from './from-processor.js';
import { registerMaxPoolGradient } from './max-pool-gradient.js';
import { registerPad } from './pad.js';

/** Mends and completes tfjs's WebGPU kernels, so that networks of one, two and three dimensions train. */
export function registerWebGpuKernels(): void {
  registerAddN();
  registerBinary();
  registerCast();
  registerPad();
  registerMaxPoolGradient();
  borrowProcessorKernels();
}
