import { data } from '../../../components/data/index.js';
import { transforms } from '../../../components/transforms/index.js';
import { Registry } from '../../../engine/registry/registry.js';
import { fromHost, type Value } from '../../../engine/values/index.js';

const registry = new Registry();
registry.add(...transforms, ...data);

/** An instance as a config makes it: its recipe is known, so that worker threads can make it again. */
export function made<T>(
  target: string,
  args: Readonly<Record<string, unknown>>,
  type: abstract new (...args: never[]) => T,
): T {
  const keywords = new Map(Object.entries(args).map(([name, value]) => [name, asValue(value)] as const));
  const product = registry.instantiate(registry.resolve(target), [], keywords);
  if (product instanceof type) return product;
  throw new Error(`${target} made something else`);
}

function asValue(value: unknown): Value {
  return Array.isArray(value) ? value.map(asValue) : fromHost(value);
}
