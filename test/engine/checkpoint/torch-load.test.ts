import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { readCheckpoint, readCheckpointSync } from '../../../engine/checkpoint/index.js';
import { registerShippedComponents } from '../../../engine/components.js';
import { BundleError } from '../../../engine/errors.js';
import { evaluateExpression } from '../../../engine/index.js';

const path = fileURLToPath(new URL('../../fixtures/parity/checkpoint/training.pt', import.meta.url));

beforeAll(registerShippedComponents);

it('reads checkpoints in expressions', () => {
  const load = `torch.load(${JSON.stringify(path)}, map_location=torch.device('cpu'), weights_only=True)`;
  expect(evaluateExpression(`list(${load})[0]`, { torch: 'torch' })).toBe('model');
  expect(evaluateExpression(`tuple(${load}['model']['0.weight'].shape) == (3, 2, 3, 3)`, { torch: 'torch' })).toBe(
    true,
  );
});

it('reads the same at once as in time', async () => {
  expect(readCheckpointSync(path)).toEqual(await readCheckpoint(path));
});

it('says when there is no file', () => {
  expect(() => readCheckpointSync(`${path}.gone`)).toThrow(BundleError);
});
