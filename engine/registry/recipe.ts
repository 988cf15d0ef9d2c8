import { Device, DType, ImageArray, NdArray } from '../types/index.js';

/**
 * How an instance was made: its component's name and its arguments, as data that a worker can receive by structured
 * clone. Nested components are recipes themselves.
 */
export interface Recipe {
  readonly target: string;
  readonly arguments: Readonly<Record<string, Ingredient>>;
}

/** An argument of a recipe. The `kind` tells apart what a structured clone would flatten to a plain object. */
export type Ingredient =
  | { readonly kind: 'plain'; readonly value: unknown }
  | { readonly kind: 'recipe'; readonly recipe: Recipe }
  | { readonly kind: 'list'; readonly items: readonly Ingredient[] }
  | { readonly kind: 'mapping'; readonly entries: Readonly<Record<string, Ingredient>> }
  | { readonly kind: 'dtype'; readonly library: 'torch' | 'numpy'; readonly name: DType['name'] }
  | { readonly kind: 'device'; readonly type: Device['type']; readonly index: number | null };

interface Origin {
  readonly target: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const origins = new WeakMap<object, Origin>();

/** Remembers how the registry made `instance`. `target` is a name that finds the component again. */
export function rememberOrigin(instance: object, target: string, args: Readonly<Record<string, unknown>>): void {
  origins.set(instance, { target, arguments: args });
}

/** The recipe of an instance, or undefined when it, or an argument of it, cannot be made elsewhere (a live function). */
export function recipeOf(instance: object): Recipe | undefined {
  const origin = origins.get(instance);
  if (!origin) return undefined;
  const args: Record<string, Ingredient> = {};
  for (const [name, value] of Object.entries(origin.arguments)) {
    const ingredient = ingredientOf(value);
    if (!ingredient) return undefined;
    args[name] = ingredient;
  }
  return { target: origin.target, arguments: args };
}

function ingredientOf(value: unknown): Ingredient | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')) {
    return { kind: 'plain', value };
  }
  if (typeof value !== 'object') return undefined;
  if (value instanceof DType) return { kind: 'dtype', library: value.library, name: value.name };
  if (value instanceof Device) return { kind: 'device', type: value.type, index: value.index };
  if (value instanceof NdArray || value instanceof ImageArray) return undefined;
  const recipe = recipeOf(value);
  if (recipe) return { kind: 'recipe', recipe };
  if (Array.isArray(value)) {
    const items: Ingredient[] = [];
    for (const item of value) {
      const ingredient = ingredientOf(item);
      if (!ingredient) return undefined;
      items.push(ingredient);
    }
    return { kind: 'list', items };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const entries: Record<string, Ingredient> = {};
  for (const [key, item] of Object.entries(value)) {
    const ingredient = ingredientOf(item);
    if (!ingredient) return undefined;
    entries[key] = ingredient;
  }
  return { kind: 'mapping', entries };
}
