import type * as tf from '@tensorflow/tfjs';
import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { Inferer } from './inferer.js';

/** Applies the network to the whole input (MONAI's `SimpleInferer`). */
export class SimpleInferer extends Inferer {
  override infer(inputs: tf.Tensor, network: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
    return network(inputs);
  }
}

export const simpleInferer = component({
  name: 'SimpleInferer',
  modules: ['monai.inferers', 'monai.inferers.inferer'],
  kind: 'inferer',
  description: 'Applies the network to the whole input at once.',
  arguments: Type.Object({}),
  create: () => new SimpleInferer(),
});
