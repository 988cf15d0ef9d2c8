import * as tf from '@tensorflow/tfjs';
import type { Backend } from './backend.js';

/** tfjs's own kernels in plain JavaScript: slow, complete, and the oracle that tests hold the others against. */
export const cpu: Backend = {
  name: 'cpu',
  async load() {
    await tf.setBackend('cpu');
    return { name: 'cpu', threads: 1, description: 'cpu (plain JavaScript)' };
  },
};
