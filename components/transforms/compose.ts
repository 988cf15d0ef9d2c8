import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Instance, Nullable } from '../../engine/registry/schema.js';
import { NdArray, type Random } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { filled, type Options } from './options.js';
import { isTransform, Transform } from './transform.js';

/** A step of a pipeline: a transform, or any function of the data. */
export type Step = Transform<unknown, unknown> | ((...data: unknown[]) => unknown);

const schema = Type.Object({
  transforms: Instance<Step | Step[] | null>(
    'a transform, or a list of transforms and functions',
    (value) => value === null || (Array.isArray(value) ? value.every(isStep) : isStep(value)),
    { default: null, description: 'The steps, in order.' },
  ),
  mapItems: Type.Union([Type.Boolean(), Type.Integer({ minimum: 0 })], {
    default: true,
    description: 'Whether steps work on each item of a list; a number says how many levels of lists are entered.',
  }),
  unpackItems: Type.Boolean({
    default: false,
    description: 'Whether a list is passed to functions as separate arguments.',
  }),
  logStats: Type.Union([Type.Boolean(), Type.String()], {
    default: false,
    description: 'Whether to log the input of a step that fails; a string names the logger.',
  }),
  lazy: Type.Union([Type.Boolean(), Type.Null()], {
    default: false,
    description: 'Accepted for MONAI’s sake: steps are carried out one by one.',
  }),
  overrides: Nullable(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Accepted for MONAI’s sake: it concerns lazy steps.' }),
  ),
});

/**
 * Steps one after the other (MONAI `Compose`). Each child draws from a stream of its own, forked by its place, so that
 * taking a step out or caching the first ones changes nothing for the others.
 */
export class Compose extends Transform<unknown, unknown> {
  static override readonly [exposed]: Exposed = {
    transforms: property(),
    flatten: method(),
    __len__: method().as('size'),
    __call__: method('input_', 'start', 'end').as('run'),
  };

  readonly transforms: readonly Step[];
  readonly #depth: number;
  readonly #unpack: boolean;
  readonly #logStats: boolean | string;

  constructor(options: Options<typeof schema> | readonly Step[] = {}) {
    super();
    const given: Options<typeof schema> = isSteps(options) ? { transforms: [...options] } : options;
    const { transforms, mapItems, unpackItems, logStats } = filled(schema, given);
    this.transforms = transforms === null ? [] : Array.isArray(transforms) ? transforms : [transforms];
    this.#depth = Number(mapItems);
    this.#unpack = unpackItems;
    this.#logStats = logStats;
  }

  override get isRandom(): boolean {
    return this.transforms.some((step) => isTransform(step) && step.isRandom);
  }

  apply(data: unknown, random: Random): unknown {
    return this.applyRange(data, random, 0);
  }

  /**
   * Applies steps `start` up to but not including `end` (all that follow by default), each with the stream it has in the
   * whole pipeline.
   */
  applyRange(data: unknown, random: Random, start: number, end: number = this.transforms.length): unknown {
    let current = data;
    for (let index = start; index < end; index++) {
      const step = this.transforms[index];
      if (step === undefined) break;
      const stream = isTransform(step) && step.isRandom ? random.fork(index) : random;
      const next = this.#step(step, current, stream, this.#depth);
      if (next instanceof Promise) return next.then((value) => this.applyRange(value, random, index + 1, end));
      current = next;
    }
    return current;
  }

  /** `compose(data, start, end)` in expressions: draws from the run's own stream. */
  run(data: unknown, start = 0, end: number | null = null): unknown {
    if (start < 0 || (end !== null && (start > end || end > this.transforms.length))) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'Compose',
        problem: `steps ${start} to ${end ?? this.transforms.length} are not among its ${this.transforms.length}`,
        fix: 'give 0 ≤ start ≤ end ≤ number of steps',
      });
    }
    const steps = new Compose({ transforms: this.transforms.slice(start, end ?? undefined), mapItems: this.#depth });
    return start === 0 && end === null ? this.call(data) : steps.call(data);
  }

  /** How many steps there are, those of nested pipelines counted one by one. */
  size(): number {
    return this.flatten().transforms.length;
  }

  /** The same steps without nesting. */
  flatten(): Compose {
    const steps = this.transforms.flatMap((step) => (step instanceof Compose ? step.flatten().transforms : [step]));
    return new Compose({
      transforms: steps,
      mapItems: this.#depth,
      unpackItems: this.#unpack,
      logStats: this.#logStats,
    });
  }

  /** The place of the first step that draws, or that cannot be known not to (a function); undefined when none does. */
  firstRandomIndex(): number | undefined {
    const index = this.transforms.findIndex((step) => !isTransform(step) || step.isRandom);
    return index < 0 ? undefined : index;
  }

  #step(step: Step, data: unknown, random: Random, depth: number): unknown {
    if (Array.isArray(data) && depth > 0) return this.#eachItem(step, data, random, depth - 1);
    try {
      const result = isTransform(step)
        ? step.apply(data, random)
        : this.#unpack && Array.isArray(data)
          ? step(...data)
          : step(data);
      return result instanceof Promise ? result.catch((error: unknown) => this.#failed(step, data, error)) : result;
    } catch (error) {
      return this.#failed(step, data, error);
    }
  }

  /** One item after the other, so that draws keep their order. */
  #eachItem(step: Step, items: readonly unknown[], random: Random, depth: number): unknown {
    const results: unknown[] = [];
    for (const [index, item] of items.entries()) {
      const result = this.#step(step, item, random, depth);
      if (result instanceof Promise) {
        return result.then(async (value) => {
          results.push(value);
          for (const rest of items.slice(index + 1)) results.push(await this.#step(step, rest, random, depth));
          return results;
        });
      }
      results.push(result);
    }
    return results;
  }

  #failed(step: Step, data: unknown, error: unknown): never {
    if (this.#logStats !== false && !(step instanceof Compose)) {
      const logger = getLogger(typeof this.#logStats === 'string' ? this.#logStats : 'DataStats');
      const name = isTransform(step) ? step.constructor.name : step.name || 'function';
      logger.error(`\n=== Transform input info -- ${name} ===\n${described(data).join('\n')}`);
    }
    throw error;
  }
}

function isStep(value: unknown): boolean {
  return typeof value === 'function' || isTransform(value);
}

function isSteps(value: unknown): value is readonly Step[] {
  return Array.isArray(value);
}

/** What a step was given, one line for each item. */
function described(data: unknown): string[] {
  if (data instanceof NdArray) return [`array ${data.dtype} [${data.shape.join(', ')}]`];
  const prototype: unknown = typeof data === 'object' && data !== null ? Object.getPrototypeOf(data) : undefined;
  if (prototype !== Object.prototype || typeof data !== 'object' || data === null) return [String(data)];
  return Object.entries(data).map(([key, value]) => `${key}: ${described(value).join(' ')}`);
}

export const compose = component({
  name: 'Compose',
  modules: ['monai.transforms', 'monai.transforms.compose'],
  kind: 'transform',
  description: 'Applies transforms one after the other.',
  arguments: schema,
  create: (args) => new Compose(args),
});
