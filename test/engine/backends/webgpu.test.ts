import { describe, it } from 'vitest';
import { backendContract } from './contract.js';
import { absence } from './present.js';

// @tensorflow/tfjs-backend-webgpu and webgpu are optional peer dependencies, and need a GPU's driver.
const absent = await absence('webgpu');
if (absent === undefined) backendContract('webgpu');
else describe('backend webgpu', () => it.skip(`is not here: ${absent}`, () => undefined));
