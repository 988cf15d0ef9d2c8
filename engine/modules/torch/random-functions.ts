import { asSize } from '../../expression/callables/arguments.js';
import { raise } from '../../expression/raise.js';
import type { DTypeName } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { toArray } from '../numpy/create.js';
import { asTensor } from '../numpy/dress.js';
import { dtypeArgument } from '../numpy/dtype-object.js';
import { fromNumbers } from '../numpy/elements.js';
import { sizeOf } from '../numpy/shape.js';
import { dimensions } from '../numpy/shaping.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { sizeArgument } from './creation-functions.js';
import type { Tensor } from './tensor.js';

/** The stream behind `torch.rand` and its like in expressions; networks and transforms have streams of their own. */
const generator = new MersenneTwister();
let spareNormal: number | undefined;

export function seedTorch(seed: number): void {
  generator.seed(seed >>> 0);
  spareNormal = undefined;
}

/** Uniform in [0, 1) with the 24 bits that a float32 has. */
function uniformSingle(): number {
  return (generator.bits32() & 0xffffff) / 2 ** 24;
}

function uniformDouble(): number {
  const high = generator.bits32();
  const low = generator.bits32();
  return ((high & 0x1fffff) * 2 ** 32 + low) / 2 ** 53;
}

function uniform(shape: readonly number[], dtype: DTypeName): Tensor {
  const draw = dtype === 'float64' ? uniformDouble : uniformSingle;
  return asTensor(fromNumbers(Array.from({ length: sizeOf(shape) }, draw), dtype, [...shape]));
}

/** One normal number by Box and Muller's method; the second of each pair is kept. */
function normalOne(): number {
  if (spareNormal !== undefined) {
    const kept = spareNormal;
    spareNormal = undefined;
    return kept;
  }
  const [u, v] = [uniformDouble(), uniformDouble()];
  const radius = Math.sqrt(-2 * Math.log1p(-v));
  spareNormal = radius * Math.sin(2 * Math.PI * u);
  return radius * Math.cos(2 * Math.PI * u);
}

/** Normal numbers; from 16 on PyTorch fills blocks of 16 uniform numbers and transforms halves against each other. */
function normal(shape: readonly number[]): Tensor {
  const size = sizeOf(shape);
  if (size < 16) return asTensor(fromNumbers(Array.from({ length: size }, normalOne), 'float32', [...shape]));
  const data = Float32Array.from({ length: size }, uniformSingle);
  for (let at = 0; at < size - 15; at += 16) transformBlock(data, at);
  if (size % 16 !== 0) {
    for (let i = size - 16; i < size; i++) data[i] = uniformSingle();
    transformBlock(data, size - 16);
  }
  return asTensor(fromNumbers(data, 'float32', [...shape]));
}

function transformBlock(data: Float32Array, at: number): void {
  for (let i = at; i < at + 8; i++) {
    const radius = Math.fround(Math.sqrt(-2 * Math.fround(Math.log(Math.fround(1 - (data[i] ?? 0))))));
    const angle = Math.fround(2 * Math.PI * (data[i + 8] ?? 0));
    data[i] = radius * Math.fround(Math.cos(angle));
    data[i + 8] = radius * Math.fround(Math.sin(angle));
  }
}

function floatDType(value: Value): DTypeName {
  return dtypeArgument(value) ?? 'float32';
}

const OPTIONS = 'generator=None, dtype=None, device=None, requires_grad=False';

/** PyTorch's random functions. */
export const randomFunctions = [
  ...['manual_seed', 'seed'].map((name) =>
    fn(name, 'seed=0', (a) => {
      seedTorch(Number(BigInt.asUintN(32, a.integer('seed'))));
      return null;
    }),
  ),
  fn('rand', `*size, ${OPTIONS}`, (a) => uniform(sizeArgument(a), floatDType(a.value('dtype')))),
  fn('randn', `*size, ${OPTIONS}`, (a) => normal(sizeArgument(a))),
  fn('rand_like', `input, *, ${OPTIONS}`, (a) => {
    const like = toArray(a.value('input'));
    return uniform(like.shape, dtypeArgument(a.value('dtype')) ?? like.dtype);
  }),
  fn('randn_like', `input, *, ${OPTIONS}`, (a) => normal(toArray(a.value('input')).shape)),
  fn('randint', `*bounds, size?, low?, high?, ${OPTIONS}`, (a) => {
    const given = [...a.rest];
    const size = a.has('size') ? a.value('size') : given.pop();
    const [low, high] = given.length > 1 ? given.map(asSize) : [a.count('low'), asSize(given[0] ?? a.value('high'))];
    if (low === undefined || high === undefined || size === undefined || low >= high) {
      raise('RuntimeError', `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
    }
    const shape = dimensions([size]);
    const drawn = Array.from({ length: sizeOf(shape) }, () => low + (generator.bits32() % (high - low)));
    return asTensor(fromNumbers(drawn, dtypeArgument(a.value('dtype')) ?? 'int64', shape));
  }),
  fn('randperm', `n, *, ${OPTIONS}`, (a) => {
    const order = [...new Array(sizeOf([a.count('n')])).keys()];
    for (let i = 0; i < order.length - 1; i++) {
      const j = i + (generator.bits32() % (order.length - i));
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return asTensor(fromNumbers(order, dtypeArgument(a.value('dtype')) ?? 'int64'));
  }),
];
