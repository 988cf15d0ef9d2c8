import { Instance } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';

/** A weight for all classes, or one for each: numbers, or an array of one axis. */
export type Weights = number | readonly number[] | NdArray;

/** Schema for {@link Weights}, or null for none. */
export function WeightsArgument(description: string) {
  return Instance<Weights | null>('a number, a list of numbers, a tensor or null', isWeights, {
    description,
    default: null,
  });
}

/** `weights` as numbers. */
export function numbersOf(weights: Weights): number | number[] {
  if (typeof weights === 'number') return weights;
  if (!(weights instanceof NdArray)) return [...weights];
  const values = Array.from(weights.data, Number);
  return weights.shape.length === 0 ? (values[0] ?? 0) : values;
}

function isWeights(value: unknown): boolean {
  if (value === null || typeof value === 'number' || value instanceof NdArray) return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
