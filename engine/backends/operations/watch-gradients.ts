import * as tf from '@tensorflow/tfjs';

/**
 * Calls `found` with the gradient of each of `variables` as soon as the backward pass has it, while it computes those of earlier layers. To be called
 * within the function whose gradients are taken, with its result. Variables used more than once are left out: their gradient is
 * a sum that is known only at the end.
 *
 * TensorFlow.js has no hook for it; its tape, whose nodes are looked at here, is part of its engine's declared state.
 */
export function watchGradients(
  result: tf.Tensor,
  variables: readonly tf.Variable[],
  found: (variable: tf.Variable, gradient: tf.Tensor) => void,
): void {
  const tape = tf.engine().state.activeTape ?? [];
  const byId = new Map(variables.map((variable) => [variable.id, variable]));
  const uses = new Map<number, number>();
  // From the end: the tape also holds copies that the result does not depend on.
  const needed = new Set([result.id]);
  for (const { inputs, outputs } of tape.toReversed()) {
    if (!outputs.some(({ id }) => needed.has(id))) continue;
    for (const { id } of Object.values(inputs)) {
      needed.add(id);
      uses.set(id, (uses.get(id) ?? 0) + 1);
    }
  }
  for (const node of tape) {
    const watched = Object.entries(node.inputs).flatMap(([name, { id }]) => {
      const variable = byId.get(id);
      return variable && uses.get(id) === 1 ? [[name, variable] as const] : [];
    });
    const { gradient } = node;
    if (watched.length === 0 || !gradient || !node.outputs.some(({ id }) => needed.has(id))) continue;
    node.gradient = (dys) => {
      const gradients = gradient(dys);
      for (const [name, variable] of watched) {
        const make = gradients[name];
        if (!make) continue;
        gradients[name] = () => {
          const made = make();
          found(variable, made);
          return made;
        };
      }
      return gradients;
    };
  }
}
