import { asDouble, asSize } from '../../expression/callables/arguments.js';
import { valueError } from '../../expression/raise.js';
import { type DTypeName, NdArray } from '../../types/index.js';
import { makeFloat, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import { members, TableModule } from '../table-module.js';
import { range, shapeArgument, toArray } from './create.js';
import { numbersFrom } from './creation-functions.js';
import { dress } from './dress.js';
import { dtypeArgument } from './dtype-object.js';
import { elementValue, fromNumbers } from './elements.js';
import { takeAlong } from './joining.js';
import { sizeOf } from './shape.js';

/** The stream behind `numpy.random`'s functions. */
const generator = new MersenneTwister();
let spareNormal: number | undefined;

/** One standard normal number, by the polar method; the second of each pair is kept for the next call. */
function normal(): number {
  if (spareNormal !== undefined) {
    const kept = spareNormal;
    spareNormal = undefined;
    return kept;
  }
  for (;;) {
    const x = 2 * generator.double() - 1;
    const y = 2 * generator.double() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spareNormal = factor * x;
    return factor * y;
  }
}

/** One number, or an array of the shape given. */
function drawn(size: Value, draw: () => number, dtype: DTypeName = 'float64'): Value {
  if (size === null) {
    const value = draw();
    return dtype === 'float64' ? makeFloat(value) : elementValue(fromNumbers([value], dtype, []), 0);
  }
  const shape = shapeArgument(size);
  return fromNumbers(Array.from({ length: sizeOf(shape) }, draw), dtype, shape);
}

function shapeOf(dimensions: readonly Value[]): Value {
  return dimensions.length === 0 ? null : dimensions.map(asSize);
}

/** The positions 0 … count − 1 in random order. */
function shuffled(count: number): number[] {
  const order = [...new Array(sizeOf([count])).keys()];
  for (let i = count - 1; i > 0; i--) {
    const j = generator.upTo(i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

function seed(value: Value): null {
  if (value !== null) {
    const number = asSize(value);
    if (number < 0 || number > 0xffffffff) valueError('Seed must be between 0 and 2**32 - 1');
    generator.seed(number);
  } else generator.seed(Math.floor(Math.random() * 2 ** 32));
  spareNormal = undefined;
  return null;
}

function choice(population: NdArray, size: Value, replace: boolean, weights: readonly number[] | undefined): Value {
  const count = population.size;
  const shape = size === null ? [] : shapeArgument(size);
  const wanted = sizeOf(shape);
  let places: number[];
  if (weights) {
    let total = 0;
    const steps = weights.map((weight) => (total += weight));
    if (Math.abs(total - 1) > 1e-8) valueError('probabilities do not sum to 1');
    places = Array.from({ length: wanted }, () => {
      const at = generator.double();
      return steps.findIndex((step) => step / total > at);
    });
  } else if (replace) places = Array.from({ length: wanted }, () => generator.upTo(count - 1));
  else {
    if (wanted > count) valueError("Cannot take a larger sample than population when 'replace=False'");
    places = shuffled(count).slice(0, wanted);
  }
  const chosen = takeAlong(population, places, 0);
  return dress(new NdArray(chosen.data, shape, chosen.dtype));
}

/** `numpy.random`: its classic functions, with NumPy's numbers for a seed. */
export const randomModule = new TableModule(
  'numpy.random',
  members([
    fn('seed', 'seed=None', (a) => seed(a.value('seed'))),
    fn('rand', '*dimensions', (a) => drawn(shapeOf(a.rest), () => generator.double())),
    fn('randn', '*dimensions', (a) => drawn(shapeOf(a.rest), normal)),
    ...['random', 'random_sample', 'ranf', 'sample'].map((name) =>
      fn(name, 'size=None', (a) => drawn(a.value('size'), () => generator.double())),
    ),
    fn('uniform', 'low=0, high=1, size=None', (a) => {
      const [low, high] = [asDouble(a.value('low')), asDouble(a.value('high'))];
      return drawn(a.value('size'), () => low + (high - low) * generator.double());
    }),
    fn('normal', 'loc=0, scale=1, size=None', (a) => {
      const [mean, scale] = [a.float('loc'), a.float('scale')];
      return drawn(a.value('size'), () => mean + scale * normal());
    }),
    fn('standard_normal', 'size=None', (a) => drawn(a.value('size'), normal)),
    fn('randint', 'low, high=None, size=None, dtype=None', (a) => {
      const [low, high] = a.isNone('high') ? [0, a.count('low')] : [a.count('low'), a.count('high')];
      if (low >= high) valueError('low >= high');
      return drawn(
        a.value('size'),
        () => low + generator.upTo(high - 1 - low),
        dtypeArgument(a.value('dtype')) ?? 'int64',
      );
    }),
    fn('permutation', 'x', (a) => {
      const x = a.value('x');
      const array = typeof x === 'number' ? range(0, x, 1) : toArray(x);
      return takeAlong(array, shuffled(array.shape[0] ?? 0), 0);
    }),
    fn('choice', 'a, size=None, replace=True, p=None', (a) => {
      const population = a.value('a');
      const array = typeof population === 'number' ? range(0, population, 1) : toArray(population);
      const weights = a.isNone('p') ? undefined : numbersFrom(a.value('p'));
      return choice(array, a.value('size'), a.flag('replace', true), weights);
    }),
    fn('shuffle', 'x', (a) => {
      const list = a.value('x');
      if (!Array.isArray(list)) return a.refuse('x', 'a list');
      const order = shuffled(list.length).map((at) => list[at] ?? null);
      list.splice(0, list.length, ...order);
      return null;
    }),
  ]),
);
