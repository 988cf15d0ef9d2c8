import * as tf from '@tensorflow/tfjs';
import { fail } from '../../errors.js';
import type { Backend } from '../backend.js';
import { failureText } from '../failure-text.js';
import { registerMaxPool3dGradient } from './max-pool-3d-gradient.js';

/** In the order they are tried: with CUDA, then without. Both are optional peer dependencies. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** TensorFlow's C library through tfjs-node: CUDA where the user has installed the GPU package. */
export const tensorflow: Backend = {
  name: 'tensorflow',
  async load() {
    const problems: string[] = [];
    for (const name of packages) {
      try {
        await import(name);
        if (await tf.setBackend('tensorflow')) {
          registerMaxPool3dGradient();
          return { name: 'tensorflow', threads: 1, description: `tensorflow (${name})` };
        }
        problems.push(`${name}: its backend does not start`);
      } catch (error) {
        problems.push(`${name}: ${failureText(error)}`);
      }
    }
    return fail({
      family: 'run',
      code: 'backend_unavailable',
      backend: 'tensorflow',
      why: problems.join('; '),
      fix: 'npm install @tensorflow/tfjs-node-gpu (needs CUDA), or @tensorflow/tfjs-node for the processor',
    });
  },
};
