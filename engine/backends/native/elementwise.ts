import * as tf from '@tensorflow/tfjs';
import type { ClipByValueAttrs, LeakyReluAttrs, StepAttrs } from '@tensorflow/tfjs-core';
import { mostAxes, packGrid, repeated, whole } from './grid.js';
import { registerNativeKernel } from './kernel.js';
import type { NativeBackend } from './native-backend.js';

/** In the order in which `kernels/map.cc` knows them. */
const unaryOperations = [
  'Abs',
  'Neg',
  'Square',
  'Sqrt',
  'Rsqrt',
  'Reciprocal',
  'Exp',
  'Expm1',
  'Log',
  'Log1p',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Erf',
  'Relu',
  'Relu6',
  'Elu',
  'Selu',
  'Step',
  'ClipByValue',
  'Floor',
  'Ceil',
  'Round',
  'Sign',
  'Sin',
  'Cos',
  'Tan',
  'Asin',
  'Acos',
  'Atan',
  'Sinh',
  'Cosh',
  'Asinh',
  'Acosh',
  'Atanh',
  'IsNan',
  'IsInf',
  'IsFinite',
] as const;

type UnaryName = (typeof unaryOperations)[number];

/** The numbers that `kernels/map.cc` knows the operations of two arrays by. */
const binaryOperations = {
  Add: 0,
  Sub: 1,
  Multiply: 2,
  RealDiv: 3,
  Maximum: 4,
  Minimum: 5,
  FloorDiv: 6,
  Mod: 7,
  Pow: 8,
  SquaredDifference: 9,
  Prelu: 10,
  EluGrad: 11,
  Atan2: 12,
  Equal: 20,
  NotEqual: 21,
  Less: 22,
  LessEqual: 23,
  Greater: 24,
  GreaterEqual: 25,
  LogicalAnd: 26,
  LogicalOr: 27,
} as const;

type BinaryName = keyof typeof binaryOperations;

const ofIntegers: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum', 'FloorDiv', 'Mod'],
  ...['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'],
]);
const ofTruths: ReadonlySet<string> = new Set(['LogicalAnd', 'LogicalOr', 'Equal', 'NotEqual']);

/** The type of a result, or undefined where tfjs's own kernel does the work. */
function resultType(name: BinaryName, dtype: tf.DataType): 'float32' | 'int32' | 'bool' | undefined {
  const known = dtype === 'int32' ? ofIntegers : ofTruths;
  if (dtype === 'float32' ? name.startsWith('Logical') : !known.has(name)) return undefined;
  if (binaryOperations[name] >= 20) return 'bool';
  if (name === 'FloorDiv') return 'int32';
  return dtype === 'int32' ? 'int32' : 'float32';
}

/** A kernel of one array in the order of the list above; `first` and `second` are its parameters. */
export function applyUnary(backend: NativeBackend, name: UnaryName, x: tf.TensorInfo, first = 0, second = 0) {
  if (x.dtype !== 'float32') return undefined;
  const dtype = name.startsWith('Is') ? 'bool' : 'float32';
  const y = backend.takeAs(dtype, tf.util.sizeFromShape(x.shape));
  const numbers = Float64Array.of(unaryOperations.indexOf(name), first, second);
  backend.addon.unary(backend.valuesOf(x.dataId), y, numbers);
  return backend.makeTensorInfo(x.shape, dtype, y);
}

/** A kernel of two arrays that repeat each other as NumPy's do. */
export function applyBinary(backend: NativeBackend, name: BinaryName, a: tf.TensorInfo, b: tf.TensorInfo) {
  const dtype = resultType(name, a.dtype);
  if (dtype === undefined || a.dtype !== b.dtype) return undefined;
  const [x, y] = [backend.arrayOf(a), backend.arrayOf(b)];
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  if (!x || !y || shape.length > mostAxes) return undefined;
  const out = backend.takeAs(dtype, tf.util.sizeFromShape(shape));
  const grid = packGrid(shape, [whole(shape), repeated(a.shape, shape), repeated(b.shape, shape)]);
  backend.addon.pairs(x, y, out, binaryOperations[name], grid);
  return backend.makeTensorInfo(shape, dtype, out);
}

export function applyLeakyRelu(backend: NativeBackend, x: tf.TensorInfo, alpha: number) {
  if (x.dtype !== 'float32') return undefined;
  const size = tf.util.sizeFromShape(x.shape);
  const y = backend.take(size);
  backend.addon.leakyRelu(backend.valuesOf(x.dataId), y, Float64Array.of(alpha, size));
  return backend.makeTensorInfo(x.shape, 'float32', y);
}

/** Operations of one array and of two, choice by a condition, conversion between types. */
export function registerElementwise(): void {
  for (const name of unaryOperations) {
    registerNativeKernel(name, ['x'], (backend, { x }, attributes) => {
      if (name === 'Step') return applyUnary(backend, name, x, (attributes as StepAttrs).alpha);
      if (name !== 'ClipByValue') return applyUnary(backend, name, x);
      const { clipValueMin, clipValueMax } = attributes as ClipByValueAttrs;
      return applyUnary(backend, name, x, clipValueMin, clipValueMax);
    });
  }
  for (const name of Object.keys(binaryOperations) as BinaryName[]) {
    if (name === 'EluGrad') {
      registerNativeKernel(name, ['dy', 'y'], (backend, { dy, y }) => applyBinary(backend, name, dy, y));
    } else if (name === 'Prelu') {
      registerNativeKernel(name, ['x', 'alpha'], (backend, { x, alpha }) => applyBinary(backend, name, x, alpha));
    } else {
      registerNativeKernel(name, ['a', 'b'], (backend, { a, b }) => applyBinary(backend, name, a, b));
    }
  }
  registerNativeKernel('LeakyRelu', ['x'], (backend, { x }, attributes) =>
    applyLeakyRelu(backend, x, (attributes as LeakyReluAttrs).alpha),
  );
  registerNativeKernel('Select', ['condition', 't', 'e'], (backend, { condition, t, e }) => {
    const [chosen, yes, no] = [condition, t, e].map((input) => backend.arrayOf(input));
    const same = tf.util.arraysEqual(condition.shape, t.shape) && tf.util.arraysEqual(t.shape, e.shape);
    if (!(chosen instanceof Uint8Array) || !yes || !no || !same || t.dtype !== e.dtype) return undefined;
    const out = backend.takeAs(t.dtype, yes.length);
    backend.addon.select(chosen, yes, no, out);
    return backend.makeTensorInfo(t.shape, t.dtype, out);
  });
  registerNativeKernel('Cast', ['x'], (backend, { x }, attributes) => {
    const { dtype } = attributes as { dtype: tf.DataType };
    const known: readonly tf.DataType[] = ['float32', 'int32', 'bool'];
    const values = backend.arrayOf(x);
    if (!values || dtype === x.dtype || !known.includes(dtype)) return undefined;
    const out = backend.takeAs(dtype, values.length);
    backend.addon.cast(values, out);
    return backend.makeTensorInfo(x.shape, dtype, out);
  });
}
