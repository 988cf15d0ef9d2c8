import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';
import type { ProcessGroup } from '../../engine/parallel/process-group.js';
import type { Parameter } from '../networks/module.js';

/** Gives every rank the first rank's values of these parameters and buffers. */
export async function broadcastVariables(group: ProcessGroup, parameters: readonly Parameter[]): Promise<void> {
  if (group.worldSize === 1 || parameters.length === 0) return;
  const floats = parameters.filter(({ variable }) => variable.dtype !== 'int32');
  const whole = parameters.filter(({ variable }) => variable.dtype === 'int32');
  const length = (of: readonly Parameter[]): number => of.reduce((sum, { variable }) => sum + variable.size, 0);
  const floatValues = new Float32Array(length(floats));
  const wholeValues = new Int32Array(length(whole));
  gather(floats, floatValues);
  gather(whole, wholeValues);
  await Promise.all([group.broadcast(floatValues), group.broadcast(wholeValues)]);
  if (group.rank === 0) return;
  scatter(floats, floatValues);
  scatter(whole, wholeValues);
}

function gather(parameters: readonly Parameter[], into: Float32Array | Int32Array): void {
  let offset = 0;
  for (const { variable } of parameters) {
    into.set(variable.dataSync(), offset);
    offset += variable.size;
  }
}

function scatter(parameters: readonly Parameter[], from: Float32Array | Int32Array): void {
  let offset = 0;
  for (const { variable } of parameters) {
    // A copy, since a backend may keep the array it is given.
    const values = from.slice(offset, offset + variable.size);
    const tensor = tf.tensor(values, variable.shape, variable.dtype === 'int32' ? 'int32' : 'float32');
    variable.assign(tensor);
    tensor.dispose();
    offset += variable.size;
  }
}

/** @throws BundleError ranks_differ when the ranks' parameters are not the same, bit for bit */
export async function compareVariables(
  group: ProcessGroup,
  parameters: readonly Parameter[],
  step: number,
): Promise<void> {
  const hash = createHash('sha256');
  for (const { variable } of parameters) hash.update(new Uint8Array(variable.dataSync().slice().buffer));
  const all = (await group.allgather(hash.digest())).map((digest) => Buffer.from(digest).toString('hex'));
  const other = all.findIndex((digest) => digest !== all[0]);
  if (other > 0) fail({ family: 'parallel', code: 'ranks_differ', rank: other, step });
}
