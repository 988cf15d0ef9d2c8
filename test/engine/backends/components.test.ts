import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type BackendName, selectBackend } from '../../../engine/backends/index.js';
import { differences as losses } from '../../../scripts/parity/losses.js';
import { differences as networks } from '../../../scripts/parity/networks.js';
import { differences as training } from '../../../scripts/parity/networks-training.js';
import { differences as optimizers } from '../../../scripts/parity/optimizers.js';
import { absence } from './present.js';

const families = { networks, training, losses, optimizers };

/** What a family is compared by: the tests of the family itself run on wasm and cpu. */
const backends: readonly BackendName[] = ['native', 'tensorflow', 'webgpu'];

/** A GPU that is emulated on a processor takes its time. */
const patience = 40 * 60_000;

for (const name of backends) {
  const absent = await absence(name);
  describe(`components on ${name}`, () => {
    if (absent !== undefined) {
      it.skip(`it is not here: ${absent}`, () => undefined);
      return;
    }
    it.each(Object.entries(families))(
      '%s do what those of PyTorch and MONAI do, and leave no tensor',
      async (_, differences) => {
        await selectBackend(name);
        const { numTensors } = tf.memory();
        // Tolerances are a few last bits wide; other libraries add up in other orders than PyTorch and our kernels.
        // A GPU's division may be wrong by 2.5 last bits.
        const leeway = { native: 1, tensorflow: 3, webgpu: 6 }[String(name)] ?? 1;
        for await (const { component, case: title, difference, tolerance } of differences()) {
          expect.soft(difference, `${component} ${title}`).toBeLessThanOrEqual(leeway * tolerance);
        }
        expect(tf.memory().numTensors).toBe(numTensors);
      },
      patience,
    );
  });
}
