import * as tf from '@tensorflow/tfjs';

/** Inputs of an operation: by name, or in order (then their names are '0', '1', …) where their number varies. */
type Inputs = Record<string, tf.Tensor> | tf.Tensor[];

/** How an operation is made of tfjs's own; tensors it makes on the way are released. */
type Composition<Attributes> = (inputs: Record<string, tf.Tensor>, attributes: Attributes) => tf.Tensor[];

interface OperationDefinition<Attributes> {
  /** The name its kernels are registered under; a backend that has one of its own registers it first. */
  readonly name: string;
  readonly compose: Composition<Attributes>;
}

/**
 * Declares an operation that tfjs does not have. Every backend runs it: with its own kernel where it registered one under `name`, otherwise
 * as composed of tfjs's operations. Give it a gradient with `tf.registerGradient`.
 */
export function operation<Attributes extends tf.NamedAttrMap>(
  definition: OperationDefinition<Attributes>,
): (inputs: Inputs, attributes: Attributes) => tf.Tensor[] {
  const { name, compose } = definition;
  return (inputs, attributes) => {
    const backendName = tf.getBackend();
    if (!tf.getKernel(name, backendName)) {
      tf.registerKernel({
        kernelName: name,
        backendName,
        kernelFunc: ({ inputs: given, attrs }) => {
          return tf.tidy(() => compose(asTensors(given), attrs as Attributes));
        },
      });
    }
    const outputs: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes);
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}

function asTensors(inputs: tf.NamedTensorInfoMap): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, info] of Object.entries(inputs)) if (info instanceof tf.Tensor) tensors[name] = info;
  return tensors;
}

/** An input or output that an operation's interface promises. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('an operation was called without one of its inputs');
  return value;
}
