import * as tf from '@tensorflow/tfjs';
import { fail } from '../../errors.js';
import { availableCores } from '../../types/cores.js';
import type { Backend } from '../backend.js';
import { type Addon, loadAddon } from './addon.js';
import { registerChannelSum } from './channel-sum.js';
import { registerConcat } from './concat.js';
import { registerConvolutions } from './convolutions.js';
import { registerElementwise } from './elementwise.js';
import { registerFusedConvolution } from './fused-convolution.js';
import { registerLosses } from './losses.js';
import { registerMatMul } from './matmul.js';
import { registerMovement } from './movement.js';
import { NativeBackend } from './native-backend.js';
import { registerNorm } from './norm.js';
import { registerOptimizerSteps } from './optimizer-steps.js';
import { registerPooling } from './pooling.js';
import { registerPrelu } from './prelu.js';
import { registerReductions } from './reductions.js';
import { registerResize } from './resize.js';

/** Kernels in C++ on tfjs's cpu backend: what is not ours is tfjs's own, so no kernel is missing. */
export const native: Backend = {
  name: 'native',
  async load({ threads = availableCores() }) {
    const addon = addonOrFailure();
    if (tf.findBackend('native') === null) {
      tf.copyRegisteredKernels('cpu', 'native');
      registerConvolutions();
      registerPooling();
      registerElementwise();
      registerMovement();
      registerReductions();
      registerLosses();
      registerMatMul();
      registerResize();
      registerPrelu();
      registerConcat();
      registerChannelSum();
      registerNorm();
      registerFusedConvolution();
      registerOptimizerSteps();
      tf.registerBackend('native', () => new NativeBackend(addon));
    }
    addon.threads(threads);
    await tf.setBackend('native');
    const word = threads === 1 ? 'thread' : 'threads';
    return { name: 'native', threads, description: `native (${addon.architecture()}, ${threads} ${word})` };
  },
};

function addonOrFailure(): Addon {
  try {
    return loadAddon();
  } catch (error) {
    return fail({
      family: 'run',
      code: 'backend_unavailable',
      backend: 'native',
      why: error instanceof Error ? error.message : String(error),
      fix: 'run `npm run build:native` (it needs python3, make and a C++ compiler), or write --backend wasm',
    });
  }
}
