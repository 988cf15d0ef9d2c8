import type * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';

/**
 * Refuses what a layer cannot work on, in the words of the channel-first outside: kernels take sizes on trust.
 *
 * @throws BundleError `bad_input`
 */
export function checkInputs(inputs: readonly tf.Tensor[], spatialDims: number, channels: number): void {
  const [first] = inputs;
  const sizes = first?.shape.slice(0, -1).join();
  const given = inputs.reduce((sum, { shape }) => sum + (shape[shape.length - 1] ?? 0), 0);
  const alike = inputs.every((input) => input.rank === spatialDims + 2 && input.shape.slice(0, -1).join() === sizes);
  if (alike && given === channels) return;
  const shapes = inputs.map(channelFirst).join(' and ');
  const problem = `a layer for ${channels} channels and ${spatialDims} spatial axes was given ${shapes || 'nothing'}`;
  const fix = 'compare the data with in_channels and spatial_dims of the network';
  fail({ family: 'component', code: 'bad_input', component: 'network', problem, fix });
}

/**
 * Refuses an image with fewer elements along an axis than a pooling window has.
 *
 * @throws BundleError `bad_input`
 */
export function checkPoolable(x: tf.Tensor, size: number): void {
  if (x.shape.slice(1, -1).every((extent) => extent >= size)) return;
  const problem = `an image of ${x.shape.slice(1, -1).join(' × ')} cannot be halved again`;
  const fix = 'give the network larger images, or fewer levels';
  fail({ family: 'component', code: 'bad_input', component: 'network', problem, fix });
}

/**
 * Refuses an image that strides shrank and grew to another size.
 *
 * @throws BundleError `bad_input`
 */
export function checkSameSize(x: tf.Tensor, grown: tf.Tensor): void {
  const [size, other] = [x, grown].map(({ shape }) => shape.slice(1, -1).join(' × '));
  if (size === other) return;
  const problem = `features of ${size} came back from the level below as ${other}`;
  const fix = 'give the network images whose extents are multiples of the product of its strides';
  fail({ family: 'component', code: 'bad_input', component: 'network', problem, fix });
}

function channelFirst({ shape }: tf.Tensor): string {
  const [n, ...rest] = shape;
  return `[${[n, rest[rest.length - 1], ...rest.slice(0, -1)].join(', ')}]`;
}
