/**
 * What of tfjs medbundle uses: the operations, their gradients, and the cpu backend whose kernels the others borrow. The build
 * puts it in the place of `@tensorflow/tfjs`, whose layers, converter, data sets and WebGL backend would double the time that
 * a command takes to start. A bundle's scripts that import `@tensorflow/tfjs` get it too.
 */
import './quiet-tfjs.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';

export * from '@tensorflow/tfjs-backend-cpu';
export * from '@tensorflow/tfjs-core';
