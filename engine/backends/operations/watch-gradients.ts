import * as tf from '@tensorflow/tfjs';

/**
 * Calls `found` with the gradient of each of `variables` as soon as the backward pass has it, while it computes those of earlier layers. To be called
 * within the function whose gradients are taken, when its result is known. Variables used more than once are left out: their gradient is
 * a sum that is known only at the end.
 *
 * TensorFlow.js has no hook for it; its tape, whose nodes are looked at here, is part of its engine's declared state.
 */
export function watchGradients(
  variables: readonly tf.Variable[],
  found: (variable: tf.Variable, gradient: tf.Tensor) => void,
): void {
  const tape = tf.engine().state.activeTape ?? [];
  const byId = new Map(variables.map((variable) => [variable.id, variable]));
  const uses = new Map<number, number>();
  for (const { inputs } of tape) {
    for (const input of Object.values(inputs))
      if (byId.has(input.id)) uses.set(input.id, (uses.get(input.id) ?? 0) + 1);
  }
  for (const node of tape) {
    const watched = Object.entries(node.inputs).flatMap(([name, { id }]) => {
      const variable = byId.get(id);
      return variable && uses.get(id) === 1 ? [[name, variable] as const] : [];
    });
    const { gradient } = node;
    if (watched.length === 0 || !gradient) continue;
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
