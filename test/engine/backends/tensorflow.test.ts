import { describe, it } from 'vitest';
import { backendContract } from './contract.js';
import { absence } from './present.js';

// @tensorflow/tfjs-node is an optional peer dependency.
const absent = await absence('tensorflow');
if (absent === undefined) {
  backendContract('tensorflow', { 'conv2d padded': 'tfjs-node pads by "valid" and "same" only' });
} else describe('backend tensorflow', () => it.skip(`is not here: ${absent}`, () => undefined));
