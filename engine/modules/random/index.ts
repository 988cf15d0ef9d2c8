import { asDouble } from '../../expression/callables/arguments.js';
import type { BuiltinFunction } from '../../expression/callables/builtin-function.js';
import { listOf } from '../../expression/operators/iterate.js';
import { PyType } from '../../expression/types/python-type.js';
import { type Exposed, expose, operation } from '../../registry/exposed.js';
import { makeFloat, makeInt, type Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';
import { PythonRandom } from './python-random.js';

/** Python's functions of a generator: signature, and what they do with it. */
const table: Readonly<
  Record<string, readonly [signature: string, draw: (random: PythonRandom, a: Arguments) => Value]>
> = {
  seed: [
    'a=None, version=2',
    (random, a) => {
      random.seed(a.value('a'));
      return null;
    },
  ],
  random: ['', (random) => makeFloat(random.random())],
  uniform: ['a, b', (random, a) => makeFloat(random.uniform(a.float('a'), a.float('b')))],
  triangular: [
    'low=0, high=1, mode=None',
    (random, a) =>
      makeFloat(random.triangular(a.float('low'), a.float('high'), a.isNone('mode') ? undefined : a.float('mode'))),
  ],
  randint: ['a, b', (random, a) => makeInt(random.range(a.integer('a'), a.integer('b') + 1n, 1n))],
  randrange: [
    'start, stop=None, step=1',
    (random, a) =>
      makeInt(random.range(a.integer('start'), a.isNone('stop') ? undefined : a.integer('stop'), a.integer('step'))),
  ],
  getrandbits: ['k', (random, a) => makeInt(random.bits(a.count('k')))],
  choice: ['seq', (random, a) => random.choice(a.value('seq'))],
  choices: [
    'population, weights=None, *, cum_weights=None, k=1',
    (random, a) => random.choices(a.value('population'), weightsOf(a), a.count('k')),
  ],
  shuffle: ['x', (random, a) => random.shuffle(a.value('x'))],
  sample: [
    'population, k, *, counts=None',
    (random, a) =>
      random.sample(a.value('population'), a.count('k'), a.isNone('counts') ? undefined : listOf(a.value('counts'))),
  ],
  gauss: ['mu=0, sigma=1', (random, a) => makeFloat(random.gauss(a.float('mu'), a.float('sigma')))],
  normalvariate: ['mu=0, sigma=1', (random, a) => makeFloat(random.normal(a.float('mu'), a.float('sigma')))],
  expovariate: ['lambd', (random, a) => makeFloat(random.exponential(a.float('lambd')))],
  paretovariate: ['alpha', (random, a) => makeFloat(random.pareto(a.float('alpha')))],
  weibullvariate: ['alpha, beta', (random, a) => makeFloat(random.weibull(a.float('alpha'), a.float('beta')))],
};

function weightsOf(a: Arguments): Value[] | undefined {
  if (!a.isNone('weights')) return listOf(a.value('weights'));
  if (a.isNone('cum_weights')) return undefined;
  const steps = listOf(a.value('cum_weights')).map(asDouble);
  return steps.map((step, i) => makeFloat(step - (steps[i - 1] ?? 0)));
}

function functionsOf(random: () => PythonRandom): BuiltinFunction[] {
  return Object.entries(table).map(([name, [signature, draw]]) => fn(name, signature, (a) => draw(random(), a)));
}

const methodsOf = new WeakMap<PythonRandom, Map<string, BuiltinFunction>>();

function methodOf(random: PythonRandom, name: string): BuiltinFunction | undefined {
  let methods = methodsOf.get(random);
  if (!methods) {
    methods = new Map(functionsOf(() => random).map((one) => [one.name, one]));
    methodsOf.set(random, methods);
  }
  return methods.get(name);
}

expose(
  PythonRandom,
  Object.fromEntries(
    Object.keys(table).map((name): [string, Exposed[string]] => [
      name,
      operation((object, positional, keywords) =>
        object instanceof PythonRandom ? (methodOf(object, name)?.call(positional, keywords) ?? null) : null,
      ),
    ]),
  ),
);

const shared = new PythonRandom();

/** Python's `random`. */
export const randomModule = new TableModule(
  'random',
  members(
    functionsOf(() => shared),
    {
      Random: new PyType({
        name: 'random.Random',
        accepts: (value) => value instanceof PythonRandom,
        construct: [
          'x=None',
          (args) => {
            const random = new PythonRandom();
            random.seed(args.at(0));
            return random;
          },
        ],
      }),
    },
  ),
);
