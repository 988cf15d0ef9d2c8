import * as tf from '@tensorflow/tfjs';
import { watchComposites } from '../../backends/index.js';
import { fail } from '../../errors.js';
import type { TraceableNetwork } from './network.js';
import type {
  Origin,
  RecordedCall,
  RecordedConstant,
  RecordedDtype,
  RecordedParameter,
  RecordedType,
  Recording,
} from './recording.js';

type KernelInputs = tf.NamedTensorMap;

/** Runs the network once on `inputs` and notes every operation on the way from them to the outputs. Releases what it makes. */
export function record(network: TraceableNetwork, inputs: readonly tf.Tensor[]): Recording {
  const recorder = new Recorder(network, inputs);
  tf.engine().startScope();
  try {
    const outputs = recorder.during(() => network.forward(...inputs));
    return recorder.recording(Array.isArray(outputs) ? outputs : [outputs]);
  } finally {
    tf.engine().endScope();
  }
}

class Recorder {
  readonly #origins = new Map<number, Origin>();
  /** Tensors made of traced ones inside an operation that was noted as a whole. */
  readonly #inner = new Set<number>();
  readonly #inputs: readonly tf.Tensor[];
  readonly #parameters = new Map<string, RecordedParameter>();
  readonly #constants: RecordedConstant[] = [];
  readonly #calls: RecordedCall[] = [];
  #depth = 0;

  constructor(network: TraceableNetwork, inputs: readonly tf.Tensor[]) {
    this.#inputs = inputs;
    inputs.forEach((input, index) => {
      this.#origins.set(input.id, { from: 'input', index });
    });
    for (const { name, variable, toTorch } of network.allParameters()) {
      this.#origins.set(variable.id, { from: 'parameter', name });
      this.#parameters.set(name, { name, toTorch, ...typeOf(variable) });
    }
  }

  /** Watches what `work` computes. */
  during<T>(work: () => T): T {
    const engine = tf.engine();
    const original = engine.runKernel;
    const note = (
      name: string,
      inputs: KernelInputs,
      attributes: Readonly<Record<string, unknown>>,
      run: () => unknown,
    ) => this.#note(name, inputs, attributes, run);
    engine.runKernel = <R extends tf.Tensor | tf.Tensor[]>(
      name: string,
      inputs: KernelInputs,
      attributes?: tf.NamedAttrMap,
    ): R => {
      const run = (): R => original.call(engine, name, inputs, attributes) as R;
      return note(name, inputs, attributes ?? {}, run) as R;
    };
    try {
      return watchComposites(
        (name, inputs, attributes, compute) => note(name, inputs, attributes, compute) as tf.Tensor,
        work,
      );
    } finally {
      engine.runKernel = original;
    }
  }

  recording(outputs: readonly tf.Tensor[]): Recording {
    return {
      inputs: this.#inputs.map(typeOf),
      parameters: this.#parameters,
      constants: this.#constants,
      calls: this.#calls,
      outputs: outputs.map((output) => this.#originOf(output)),
    };
  }

  #note(
    kernel: string,
    inputs: KernelInputs,
    attributes: Readonly<Record<string, unknown>>,
    run: () => unknown,
  ): unknown {
    this.#depth++;
    let result: unknown;
    try {
      result = run();
    } finally {
      this.#depth--;
    }
    const results = tensorsIn(result);
    const given = Object.entries(inputs).filter(([, tensor]) => tensor instanceof tf.Tensor);
    if (!given.some(([, tensor]) => this.#origins.has(tensor.id) || this.#inner.has(tensor.id))) return result;
    if (this.#depth > 0) {
      for (const { id } of results) if (!this.#origins.has(id)) this.#inner.add(id);
      return result;
    }
    const fresh = results.filter(({ id }) => !this.#origins.has(id));
    if (fresh.length === 0) return result;
    const origins = given.map(([name, tensor]) => [name, this.#originOf(tensor)] as const);
    const call = this.#calls.length;
    results.forEach((tensor, output) => {
      this.#inner.delete(tensor.id);
      this.#origins.set(tensor.id, { from: 'call', call, output });
    });
    this.#calls.push({ kernel, inputs: origins, attributes: { ...attributes }, results: results.map(typeOf) });
    return result;
  }

  #originOf(tensor: tf.Tensor): Origin {
    const known = this.#origins.get(tensor.id);
    if (known) return known;
    if (this.#inner.has(tensor.id)) {
      const problem = 'an intermediate tensor leaves the operation it belongs to';
      fail({ family: 'export', code: 'untraceable', problem, fix: 'please report it, with the config of the network' });
    }
    const origin: Origin = { from: 'constant', index: this.#constants.length };
    this.#constants.push({ ...typeOf(tensor), data: copyOf(tensor) });
    this.#origins.set(tensor.id, origin);
    return origin;
  }
}

function tensorsIn(result: unknown): tf.Tensor[] {
  const all: unknown[] = Array.isArray(result) ? result : [result];
  return all.filter((item): item is tf.Tensor => item instanceof tf.Tensor);
}

function typeOf({ dtype, shape }: tf.Tensor): RecordedType {
  return { dtype: known(dtype), shape: [...shape] };
}

function known(dtype: tf.DataType): RecordedDtype {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  const problem = `it computes with ${dtype} numbers`;
  return fail({ family: 'export', code: 'untraceable', problem, fix: 'use float32, int32 or bool tensors' });
}

function copyOf(tensor: tf.Tensor): RecordedConstant['data'] {
  const data = tensor.dataSync();
  if (tensor.dtype === 'int32') return Int32Array.from(data);
  return tensor.dtype === 'bool' ? Uint8Array.from(data) : Float32Array.from(data);
}
