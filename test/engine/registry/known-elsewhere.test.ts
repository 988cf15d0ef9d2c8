import { expect, test } from 'vitest';
import { isKnownElsewhere, notHereYet } from '../../../engine/registry/known-elsewhere.js';
import { ConfigParser } from '../../../engine/resolve/index.js';

test('what MONAI, ignite and PyTorch have is known', () => {
  expect(isKnownElsewhere('SwinUNETR')).toBe(true);
  expect(isKnownElsewhere('monai.networks.trt_compile')).toBe(true);
  expect(isKnownElsewhere('monai.networks.nets.SwinUNTR')).toBe(false);
});

test.each(['monai.networks.nets.SwinUNETR', 'monai.networks.trt_compile', 'monai.apps.deepedit'])('%s', (path) => {
  expect(notHereYet(path)).toBeDefined();
});

test.each(['scipy', 'monai.networks.nets.SwinUNTR', 'subprocess', 'monai.nopes'])('not %s', (path) => {
  expect(notHereYet(path)).toBeUndefined();
});

test('imports and attributes say so', () => {
  const parser = new ConfigParser({
    a: '$from monai.networks import trt_compile',
    b: '$monai.networks.nets.SwinUNETR',
  });
  const [fault] = parser.check();
  expect(fault).toMatchObject({ code: 'python_exception', fix: notHereYet('monai.networks.trt_compile') });
});
