import * as tf from '@tensorflow/tfjs';
import type { Device, NdArray, Random } from '../../engine/types/index.js';
import { channelsFirst, channelsLast } from './layers/channels.js';
import type { Layer, UnaryLayer } from './layers/layer.js';
import { Module, type Parameter } from './module.js';
import { readState, writeState } from './state-dict.js';

/** A module made of {@link Layer}s: channel-first outside, channels-last inside. */
export abstract class Network extends Module {
  readonly #layers: UnaryLayer;
  readonly #all: readonly Parameter[];

  protected constructor(layers: UnaryLayer) {
    super();
    this.#layers = layers;
    this.#all = [...layers.state()];
  }

  override get training(): boolean {
    return this.#layers.training;
  }

  /** The layers, for networks that are made of others. */
  get layers(): Layer {
    return this.#layers;
  }

  override forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => channelsFirst(this.#layers.forward(channelsLast(tf.cast(x, 'float32')))));
  }

  override parameters(): Parameter[] {
    return this.#all.filter(({ trainable }) => trainable);
  }

  override allParameters(): Parameter[] {
    return [...this.#all];
  }

  /** Names and parameters (torch's `named_parameters`). */
  namedParameters(): [string, Parameter][] {
    return this.parameters().map((parameter) => [parameter.name, parameter]);
  }

  override stateDict(): Map<string, NdArray> {
    return readState(this.#all);
  }

  override loadStateDict(state: ReadonlyMap<string, NdArray>, strict = true): void {
    writeState(this.#all, state, strict);
  }

  override train(mode = true): this {
    this.#layers.setTraining(mode);
    return this;
  }

  override eval(): this {
    return this.train(false);
  }

  /** The stream dropout draws from; without one, the process's own. A trainer that sets it for each step makes steps repeatable. */
  useRandom(random: Random): void {
    this.#layers.useRandom(random);
  }

  override to(_device: Device | string): this {
    return this;
  }

  cuda(): this {
    return this;
  }

  cpu(): this {
    return this;
  }

  override dispose(): void {
    for (const { variable } of this.#all) variable.dispose();
  }
}
