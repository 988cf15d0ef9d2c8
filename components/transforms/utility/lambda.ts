import { Type } from 'typebox';
import { fail } from '../../../engine/errors.js';
import { component } from '../../../engine/registry/component.js';
import { Instance } from '../../../engine/registry/schema.js';
import { ImageArray, NdArray } from '../../../engine/types/index.js';
import { asImage } from '../arrays/image.js';
import { arrayNames } from '../names.js';
import { filled, type Options } from '../options.js';
import { Transform } from '../transform.js';

/** A function of one item. */
export type ItemFunction = (item: unknown) => unknown;

export function isItemFunction(value: unknown): boolean {
  return typeof value === 'function';
}

export const lambdaArguments = {
  invFunc: Instance<unknown>('a function', (value) => value === null || isItemFunction(value), {
    default: null,
    description: 'The inverse of the function.',
  }),
  trackMeta: Type.Boolean({
    default: true,
    description: 'Whether an array that the function returns carries metadata.',
  }),
};

const schema = Type.Object({
  func: Instance<ItemFunction | null>('a function', (value) => value === null || isItemFunction(value), {
    default: null,
    description: 'The function to apply.',
  }),
  invFunc: lambdaArguments.invFunc,
  trackMeta: lambdaArguments.trackMeta,
});

/** Applies a function (MONAI `Lambda`). */
export class Lambda extends Transform<unknown, unknown> {
  readonly #func: ItemFunction | null;
  readonly #trackMeta: boolean;

  constructor(options: Options<typeof schema> = {}) {
    super();
    const { func, trackMeta } = filled(schema, options);
    this.#func = func;
    this.#trackMeta = trackMeta;
  }

  /** @throws BundleError bad_input when there is no function */
  apply(data: unknown): unknown {
    if (!this.#func) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'Lambda',
        problem: 'it has no function to apply',
        fix: 'give func: "$lambda x: …"',
      });
    }
    return withLambdaRecorded(this.#func(data), data, this.#trackMeta);
  }
}

/** The function's result; an array keeps the input's metadata, if it has none of its own, and records the operation. */
export function withLambdaRecorded(result: unknown, input: unknown, trackMeta: boolean): unknown {
  if (!(result instanceof NdArray)) return result;
  if (!trackMeta && !(result instanceof ImageArray)) return result;
  const own = result instanceof ImageArray ? result : undefined;
  const before = input instanceof ImageArray ? input : asImage(result, 'Lambda');
  const meta = own?.meta ?? before.meta;
  const operations = own?.appliedOperations ?? before.appliedOperations;
  return new ImageArray(result.data, result.shape, result.dtype, meta, [
    ...operations,
    { name: 'Lambda', details: {} },
  ]);
}

export const lambda = component({
  ...arrayNames('Lambda', 'utility'),
  kind: 'transform',
  description: 'Applies a function.',
  arguments: schema,
  create: (args) => new Lambda(args),
});
