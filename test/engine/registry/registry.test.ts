import { Type } from 'typebox';
import { beforeEach, describe, expect, it } from 'vitest';
import { BundleError } from '../../../engine/errors.js';
import { component, constant } from '../../../engine/registry/component.js';
import { recipeOf } from '../../../engine/registry/recipe.js';
import { Registry, unresolved } from '../../../engine/registry/registry.js';
import { Instance, KeywordArguments, Nullable, RestArguments } from '../../../engine/registry/schema.js';
import { DType } from '../../../engine/types/index.js';
import { fromHost, makeFloat, Tuple, toHost, type Value } from '../../../engine/values/index.js';

class Blur {
  constructor(
    readonly args: { keys: string | string[]; sigmaMax: number; device: string | null; inner: Blur | null },
  ) {}
}

const blur = component({
  name: 'RandBlurd',
  aliases: ['RandBlurD'],
  modules: ['monai.transforms', 'monai.transforms.blur'],
  kind: 'transform',
  description: 'Blurs.',
  arguments: Type.Object({
    keys: Type.Union([Type.String(), Type.Array(Type.String())]),
    sigmaMax: Type.Number({ minimum: 0, default: 1.5 }),
    device: Nullable(Type.String()),
    inner: Instance<Blur | null>('a blur', (value) => value === null || value instanceof Blur, { default: null }),
  }),
  create: (args) => new Blur(args),
});
const collect = component({
  name: 'collect',
  modules: ['torch.nn'],
  kind: 'function',
  description: 'Returns what it was given.',
  arguments: Type.Object({
    first: Type.Integer(),
    rest: RestArguments('The others.'),
    options: KeywordArguments('Any keyword.'),
  }),
  create: (args) => args,
});
const float32 = constant({ name: 'float32', modules: ['torch'], value: new DType('torch', 'float32') });

describe('Registry', () => {
  let registry: Registry;
  beforeEach(() => {
    registry = new Registry();
    registry.add(blur, collect, float32);
  });

  function failureOf(action: () => unknown): BundleError['failure'] {
    try {
      action();
    } catch (error) {
      if (error instanceof BundleError) return error.failure;
      throw error;
    }
    throw new Error('expected a failure');
  }

  const create = (target: string, positional: Value[], keywords: Record<string, Value> = {}): Value =>
    registry.instantiate(registry.resolve(target), positional, new Map(Object.entries(keywords)));

  it('finds components by bare name, alias and dotted path', () => {
    for (const target of ['RandBlurd', 'RandBlurD', 'monai.transforms.RandBlurD', 'monai.transforms.blur.RandBlurd']) {
      expect(registry.find(target)).toBe(blur);
    }
  });

  it("does not find another library's component by its bare name, and says where it is", () => {
    expect(registry.find('collect')).toBeUndefined();
    expect(failureOf(() => registry.resolve('collect'))).toMatchObject({ suggestion: 'torch.nn.collect' });
  });

  it.each([
    ['RandBlrd', 'RandBlurd'],
    ['monai.transform.RandBlurd', 'monai.transforms.RandBlurd'],
    ['randblurd', 'RandBlurd'],
  ])('suggests for %s', (target, suggestion) => {
    expect(failureOf(() => registry.resolve(target))).toMatchObject({ code: 'unknown_component', suggestion });
  });

  it('says when MONAI has a component that is not here yet', () => {
    expect(failureOf(() => registry.resolve('monai.networks.nets.SwinUNETR'))).toMatchObject({
      code: 'component_not_here_yet',
    });
  });

  it('fills defaults, translates names and converts values to plain JavaScript', () => {
    const made = create('RandBlurd', [new Tuple(['image', 'label'])], { sigma_max: makeFloat(2) });
    expect(made).toMatchObject({ args: { keys: ['image', 'label'], sigmaMax: 2, device: null, inner: null } });
  });

  it('passes *args and **kwargs', () => {
    const given = create('torch.nn.collect', [1, 2, 3], { any_name: 4 });
    expect(given).toEqual(fromHost({ first: 1, rest: [2, 3], options: { any_name: 4 } }));
    expect(toHost(given)).toEqual({ first: 1, rest: [2, 3], options: { any_name: 4 } });
  });

  it.each<[string, Value[], Record<string, Value>, object]>([
    ['an unknown argument', ['image'], { sigma_mx: 1 }, { code: 'unknown_argument', suggestion: 'sigma_max' }],
    ['a missing argument', [], {}, { code: 'missing_argument', argument: 'keys' }],
    ['a wrong type', [3], {}, { code: 'invalid_argument', argument: 'keys', got: '3' }],
    ['a value out of range', ['image'], { sigma_max: -1 }, { expected: 'a number ≥ 0', got: '-1' }],
    ['a wrong instance', ['image'], { inner: 'x' }, { expected: 'a blur' }],
    ['too many arguments', ['image', 1, null, null, 5], {}, { pythonName: 'TypeError' }],
    ['a repeated argument', ['image'], { keys: 'image' }, { pythonName: 'TypeError' }],
  ])('refuses %s', (_, positional, keywords, expected) => {
    expect(failureOf(() => create('RandBlurd', positional, keywords))).toMatchObject(expected);
  });

  it('checks literal arguments before the run and passes over unresolved ones', () => {
    const given = new Map<string, unknown>([
      ['keys', unresolved],
      ['sigma_max', 'wide'],
      ['devise', 'cpu'],
    ]);
    expect(registry.checkArguments(blur, given).map((fault) => [fault.argument, fault.failure.code])).toEqual([
      ['sigma_max', 'invalid_argument'],
      ['devise', 'unknown_argument'],
    ]);
    expect(registry.checkArguments(blur, new Map()).map((fault) => fault.failure.code)).toEqual(['missing_argument']);
  });

  it('lists modules for expressions', () => {
    expect([...registry.children('monai')]).toEqual(['transforms']);
    expect(new Set(registry.children('monai.transforms'))).toEqual(new Set(['RandBlurd', 'RandBlurD', 'blur']));
    expect(registry.lookup('torch.float32')).toBe(float32.value);
    expect(registry.hasModule('monai.networks')).toBe(false);
  });

  it('makes an instance again from its recipe, in another registry', () => {
    const inner = create('RandBlurd', ['image']);
    const outer = create('RandBlurd', ['label'], { inner });
    const recipe = structuredClone(recipeOf(outer as object));
    const elsewhere = new Registry();
    elsewhere.add(blur);
    expect(recipe && elsewhere.cook(recipe)).toEqual(outer);
  });

  it('has no recipe for an instance that holds a live function', () => {
    const made = create('torch.nn.collect', [1, () => 2]);
    expect(recipeOf(made as object)).toBeUndefined();
  });
});
