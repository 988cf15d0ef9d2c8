import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BasicUNet } from '../../../components/networks/basic-unet.js';
import { optimizers } from '../../../components/optimizers/index.js';
import { Optimizer } from '../../../components/optimizers/optimizer.js';
import { Philox } from '../../../components/random/philox.js';
import {
  hasMixedPrecision,
  isMixedPrecision,
  selectBackend,
  variableGradients,
  withMixedPrecision,
} from '../../../engine/backends/index.js';
import { addonPath, loadAddon } from '../../../engine/backends/native/addon.js';
import { componentOf } from '../../../scripts/parity/component-of.js';
import { pattern } from './reference.js';

describe('mixed precision', () => {
  it('lasts as long as the work', () => {
    expect(withMixedPrecision(isMixedPrecision)).toBe(true);
    expect(() =>
      withMixedPrecision(() => {
        throw new Error('on purpose');
      }),
    ).toThrow('on purpose');
    expect(isMixedPrecision()).toBe(false);
  });

  describe.skipIf(addonPath() === undefined || !loadAddon().bfloat16())(
    'where the processor multiplies bfloat16',
    () => {
      beforeAll(async () => {
        await selectBackend('native', { threads: 2 });
      });

      it('trains as float32 does', () => {
        expect(hasMixedPrecision()).toBe(true);
        const single = losses((work) => work());
        const mixed = losses(withMixedPrecision);
        expect(mixed).not.toEqual(single);
        expect(single.at(-1)).toBeLessThan((single[0] ?? 0) - 0.02);
        mixed.forEach((loss, step) => {
          expect(Math.abs(loss - (single[step] ?? Number.NaN))).toBeLessThan(5e-3);
        });
      });
    },
  );
});

/** Of 20 steps of Adam from the same weights on the same images. */
function losses(inPrecision: (work: () => void) => void): number[] {
  const features = [16, 16, 32, 32, 32, 16];
  const network = new BasicUNet({ spatialDims: 2, inChannels: 3, outChannels: 1, features }, new Philox(5));
  const parameters = network.parameters();
  const optimizer = componentOf(optimizers, 'Adam', { params: parameters, lr: 1e-3 });
  if (!(optimizer instanceof Optimizer)) throw new TypeError('not an optimizer');
  const image = tf.tensor(Float32Array.from(pattern([2, 3, 32, 32], 1).data), [2, 3, 32, 32]);
  const label = tf.tidy(() => tf.cast(tf.greater(tf.mean(image, 1, true), 0), 'float32'));
  const values: number[] = [];
  for (let step = 0; step < 20; step++) {
    inPrecision(() => {
      const { value, gradients } = variableGradients(
        () => tf.mean(tf.square(tf.sub(tf.sigmoid(network.forward(image)), label))).asScalar(),
        parameters.map(({ variable }) => variable),
      );
      const byParameter = parameters.flatMap((parameter) => {
        const gradient = gradients.get(parameter.variable);
        return gradient ? [[parameter, gradient] as const] : [];
      });
      optimizer.step(new Map(byParameter));
      values.push(value.dataSync()[0] ?? Number.NaN);
      tf.dispose([value, ...gradients.values()]);
    });
  }
  optimizer.dispose();
  network.dispose();
  tf.dispose([image, label]);
  return values;
}
