import * as tf from '@tensorflow/tfjs';
import { UnaryLayer } from './layer.js';

/** torch.nn.Sequential with named layers, one after the other. */
export class NamedSequence extends UnaryLayer {
  readonly #layers: readonly UnaryLayer[];

  constructor(layers: readonly (readonly [name: string, layer: UnaryLayer])[]) {
    super();
    this.#layers = layers.map(([name, layer]) => this.child(name, layer));
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#layers.reduce((result, layer) => layer.forward(result), x));
  }
}

/** torch.nn.Sequential: layers named by their number. */
export class Sequential extends NamedSequence {
  constructor(layers: readonly UnaryLayer[]) {
    super(layers.map((layer, index) => [String(index), layer]));
  }
}
