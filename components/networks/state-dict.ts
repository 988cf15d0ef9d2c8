import * as tf from '@tensorflow/tfjs';
import { fail } from '../../engine/errors.js';
import { type AnyTypedArray, NdArray } from '../../engine/types/index.js';
import type { Parameter } from './module.js';

/** Arrays by name, as `loadStateDict` takes them: a Map, an engine dict, or (from an expression) a plain object. */
export type StateDict = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;

/** Parameters and buffers as arrays in PyTorch's layout, by name. float32, and int64 for counters. */
export function readState(parameters: readonly Parameter[]): Map<string, NdArray> {
  return new Map(parameters.map((parameter) => [parameter.name, toTorchArray(parameter)]));
}

/**
 * Loads arrays in PyTorch's layout into parameters and buffers. Nothing is loaded when a shape differs, or, with `strict`, when a name
 * is missing or unexpected.
 *
 * @throws BundleError `checkpoint_mismatch`, with all that does not fit
 */
export function writeState(
  parameters: readonly Parameter[],
  state: StateDict,
  strict: boolean,
  source = 'the state dict',
): void {
  const given = new Map(entriesOf(state));
  const missing: string[] = [];
  const misshaped: string[] = [];
  const loads: (() => void)[] = [];
  for (const parameter of parameters) {
    const array = given.get(parameter.name);
    given.delete(parameter.name);
    if (!(array instanceof NdArray)) missing.push(parameter.name);
    else if (!fits(array, parameter)) misshaped.push(`${parameter.name} (${shapes(array, parameter)})`);
    else loads.push(() => load(array, parameter));
  }
  const unexpected = [...given.keys()].map(String);
  const incomplete = strict && missing.length + unexpected.length > 0;
  if (incomplete || misshaped.length > 0) {
    const facts = { path: source, missing: strict ? missing : [], unexpected: strict ? unexpected : [], misshaped };
    fail({ family: 'checkpoint', code: 'checkpoint_mismatch', ...facts });
  }
  for (const run of loads) run();
}

function* entriesOf(state: StateDict): Iterable<[string, unknown]> {
  if (!isMap(state)) yield* Object.entries(state);
  else for (const [name, value] of state) yield [String(name), value];
}

function isMap(state: StateDict): state is ReadonlyMap<unknown, unknown> {
  return typeof state.entries === 'function' && Symbol.iterator in state;
}

function torchShape({ variable, toTorch }: Parameter): number[] {
  return toTorch ? toTorch.map((axis) => variable.shape[axis] ?? 1) : variable.shape;
}

function fits(array: NdArray, parameter: Parameter): boolean {
  const shape = torchShape(parameter);
  return array.shape.length === shape.length && array.shape.every((extent, axis) => extent === shape[axis]);
}

function shapes(array: NdArray, parameter: Parameter): string {
  return `[${array.shape.join(', ')}] for [${torchShape(parameter).join(', ')}]`;
}

function toTorchArray(parameter: Parameter): NdArray {
  const { variable, toTorch } = parameter;
  const shape = torchShape(parameter);
  if (variable.dtype === 'int32') return new NdArray(BigInt64Array.from(variable.dataSync(), BigInt), shape, 'int64');
  // Not in `tf.tidy`, which would look for tensors among the numbers, one by one.
  const laid = toTorch ? tf.transpose(variable, [...toTorch]) : variable;
  const values = Float32Array.from(laid.dataSync());
  if (laid !== variable) laid.dispose();
  return new NdArray(values, shape, 'float32');
}

function load(array: NdArray, { variable, toTorch }: Parameter): void {
  tf.tidy(() => {
    const values = variable.dtype === 'int32' ? Int32Array.from(array.data, Number) : floats(array.data);
    const tensor = tf.tensor(values, [...array.shape], variable.dtype === 'int32' ? 'int32' : 'float32');
    variable.assign(toTorch ? tf.transpose(tensor, inverse(toTorch)) : tensor);
  });
}

function floats(data: AnyTypedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : Float32Array.from(data);
}

function inverse(permutation: readonly number[]): number[] {
  const result: number[] = [];
  permutation.forEach((axis, place) => {
    result[axis] = place;
  });
  return result;
}
