import * as tf from '@tensorflow/tfjs';
import { fail } from '../errors.js';
import type { Backend } from './backend.js';

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
          return { name: 'tensorflow', threads: 1, description: `tensorflow (${name})` };
        }
        problems.push(`${name}: its backend does not start`);
      } catch (error) {
        problems.push(`${name}: ${firstLine(error)}`);
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

function firstLine(error: unknown): string {
  if (error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND'))
    return 'not installed';
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
