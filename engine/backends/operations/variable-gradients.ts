import * as tf from '@tensorflow/tfjs';

type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];
type TapeNode = Tape[number];

export interface VariableGradients {
  readonly value: tf.Scalar;
  /** Of the variables that the value depends on. */
  readonly gradients: ReadonlyMap<tf.Variable, tf.Tensor>;
}

/**
 * As `tf.variableGrads`: computes a value and its gradients by `variables`. What the forward pass saved and what the backward pass makes on
 * its way is released as soon as it has been used, where tfjs waits for the end: about a third less memory, and warmer caches.
 *
 * @returns tensors that the caller owns; no gradients when the value depends on none of the variables
 */
export function variableGradients(compute: () => tf.Scalar, variables: readonly tf.Variable[]): VariableGradients {
  const { state } = tf.engine();
  if (state.gradientDepth > 0)
    throw new Error('gradients of gradients are not for this function: use tf.variableGrads');
  state.activeTape = [];
  state.gradientDepth = 1;
  let tape: Tape = [];
  try {
    let value: tf.Scalar;
    try {
      value = tf.tidy(compute);
    } finally {
      tape = state.activeTape;
      state.gradientDepth = 0;
      state.activeTape = [];
    }
    const gradients = backward(tape, value, new Set(variables.map(({ id }) => id)));
    const found = new Map<tf.Variable, tf.Tensor>();
    for (const variable of variables) {
      const gradient = gradients[variable.id];
      if (gradient) found.set(variable, gradient);
    }
    return { value, gradients: found };
  } finally {
    for (const node of tape) tf.dispose(node.saved ?? []);
  }
}

/** The gradients of `y` by those of `sources` that it depends on. */
function backward(tape: Tape, y: tf.Tensor, sources: ReadonlySet<number>): Record<string, tf.Tensor> {
  const reached = reachedFrom(sources, tape);
  if (!reached.has(y.id)) return {};
  return tf.tidy(() => {
    const gradients = new Map<number, tf.Tensor>([[y.id, tf.onesLike(y)]]);
    for (let index = tape.length - 1; index >= 0; index--) {
      const node = tape[index];
      if (node?.gradient && node.outputs.some(({ id }) => gradients.has(id))) pass(node, reached, gradients);
      tf.dispose(node?.saved ?? []);
    }
    return Object.fromEntries([...gradients].filter(([id]) => sources.has(id)));
  });
}

/** Tensors that depend on one of `sources`. */
function reachedFrom(sources: ReadonlySet<number>, tape: Tape): Set<number> {
  const reached = new Set(sources);
  for (const { inputs, outputs } of tape) {
    if (Object.values(inputs).some(({ id }) => reached.has(id))) for (const { id } of outputs) reached.add(id);
  }
  return reached;
}

/** Takes the gradients of a node's outputs, and adds what they come to for its inputs. */
function pass(node: TapeNode, reached: ReadonlySet<number>, gradients: Map<number, tf.Tensor>): void {
  const given = node.outputs.flatMap(({ id }) => gradients.get(id) ?? []);
  const parts = tf.tidy(() => {
    const thunks = node.gradient?.(node.outputs.map(({ id }) => gradients.get(id) as tf.Tensor)) ?? {};
    const others = new Set<tf.Tensor>([...given, ...(node.saved ?? [])]);
    const made: Record<string, tf.Tensor> = {};
    for (const [name, { id }] of Object.entries(node.inputs)) {
      const thunk = thunks[name];
      if (!thunk || !reached.has(id)) continue;
      const gradient = thunk();
      // What is passed on as it came must outlive where it came from.
      made[name] = others.has(gradient) ? tf.clone(gradient) : gradient;
      others.add(gradient);
    }
    return made;
  });
  for (const { id } of node.outputs) gradients.delete(id);
  tf.dispose(given);
  for (const [name, part] of Object.entries(parts)) {
    const id = node.inputs[name]?.id ?? -1;
    const sum = gradients.get(id);
    gradients.set(id, sum ? tf.add(sum, part) : part);
    if (sum) tf.dispose([sum, part]);
  }
}
