import { describe } from 'vitest';
import { selectBackend } from '../../../engine/backends/index.js';
import { backendContract } from './contract.js';

const installed = await selectBackend('tensorflow').then(
  () => true,
  () => false,
);

// @tensorflow/tfjs-node is an optional peer dependency: where it is not installed there is nothing to test.
describe.skipIf(!installed)('with tfjs-node', () => {
  backendContract('tensorflow', { 'conv2d padded': 'tfjs-node pads by "valid" and "same" only' });
});
