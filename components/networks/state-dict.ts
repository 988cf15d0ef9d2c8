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
  const values = variable.dataSync();
  const shape = torchShape(parameter);
  if (variable.dtype === 'int32') return new NdArray(BigInt64Array.from(values, BigInt), shape, 'int64');
  const data = Float32Array.from(values);
  return new NdArray(toTorch ? permuted(data, variable.shape, toTorch) : data, shape, 'float32');
}

function load(array: NdArray, { variable, toTorch }: Parameter): void {
  const values = variable.dtype === 'int32' ? Int32Array.from(array.data, Number) : floats(array.data);
  const laid = toTorch && values instanceof Float32Array ? permuted(values, array.shape, inverse(toTorch)) : values;
  const tensor = tf.tensor(laid, variable.shape, variable.dtype === 'int32' ? 'int32' : 'float32');
  variable.assign(tensor);
  tensor.dispose();
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

/** The elements of an array of `shape` with its axes in the order `axes`. */
function permuted(data: Float32Array, shape: readonly number[], axes: readonly number[]): Float32Array<ArrayBuffer> {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  const extents = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => strides[axis] ?? 1);
  const last = axes.length - 1;
  const [width = 1, step = 1] = [extents[last], steps[last]];
  const result = new Float32Array(data.length);
  const place = axes.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to += width) {
    for (let index = 0; index < width; index++) result[to + index] = data[from + index * step] ?? 0;
    for (let axis = last - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0;
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (extents[axis] ?? 1)) break;
      from -= (place[axis] ?? 0) * (steps[axis] ?? 0);
      place[axis] = 0;
    }
  }
  return result;
}
