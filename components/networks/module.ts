import type * as tf from '@tensorflow/tfjs';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import type { Device, NdArray } from '../../engine/types/index.js';

/** A trainable tensor, with the way its layout maps to PyTorch's. */
export interface Parameter {
  /** PyTorch's name: `conv_0.conv_0.conv.weight`. */
  readonly name: string;
  /** In the layout the kernels want (convolution filters: [kh, kw, in, out]). */
  readonly variable: tf.Variable;
  /** False for buffers such as batch norm's running statistics. */
  readonly trainable: boolean;
  /** The permutation that turns the kernels' layout into PyTorch's; undefined when they agree. */
  readonly toTorch: readonly number[] | undefined;
}

/**
 * A network or a layer of one, as `torch.nn.Module`. `forward` takes and returns channel-first tensors ([N, C, …]) at the
 * border of a network; layers inside work channels-last.
 */
export abstract class Module {
  static readonly [exposed]: Exposed = {
    __call__: method('x').as('forward'),
    forward: method('x'),
    parameters: method(),
    named_parameters: method(),
    state_dict: method(),
    load_state_dict: method('state_dict', 'strict'),
    train: method('mode'),
    eval: method(),
    to: method('device'),
    cuda: method(),
    cpu: method(),
    training: property(),
  };

  /** Whether dropout draws and batch norm uses the batch's statistics. */
  abstract readonly training: boolean;

  /** Channel-first in, channel-first out. The caller owns the result. */
  abstract forward(x: tf.Tensor): tf.Tensor;

  /** Trainable parameters, in PyTorch's order. */
  abstract parameters(): Parameter[];

  /** All parameters and buffers, in PyTorch's order. */
  abstract allParameters(): Parameter[];

  /** Parameters and buffers by PyTorch's names, in PyTorch's layouts. */
  abstract stateDict(): Map<string, NdArray>;

  /** Loads weights; with `strict`, missing, unexpected and mis-shaped keys are an error that lists them all. */
  abstract loadStateDict(state: ReadonlyMap<string, NdArray>, strict?: boolean): void;

  abstract train(mode?: boolean): this;
  abstract eval(): this;
  /** Accepted for PyTorch's sake: the backend decides where tensors live. */
  abstract to(device: Device | string): this;
  /** Releases all parameters. */
  abstract dispose(): void;
}
