import { builtins } from '../expression/builtins/index.js';
import { findAttribute } from '../expression/operators/attribute.js';
import { importModule } from '../modules/index.js';
import type { ComponentDefinition } from '../registry/component.js';
import type { Registry } from '../registry/registry.js';
import type { Value } from '../values/index.js';

/** What a `_target_` names. */
export interface Target {
  /** The component, if it is one. */
  readonly definition?: ComponentDefinition;
  readonly value: Value;
}

/** Where names of targets are looked up. */
export interface TargetNames {
  readonly registry: Registry;
  /** Bare names from modules whose path holds one of these are not found. */
  readonly excludes: readonly string[];
}

/**
 * What a `_target_` names: a component by its bare name (`LoadImaged`) or its path (`torch.optim.Adam`), a function of an
 * allow-listed module (`math.isclose`), or a builtin (`dict`). Undefined when it names nothing.
 */
export function findTarget(name: string, { registry, excludes }: TargetNames): Target | undefined {
  const definition = registry.find(name);
  const isBare = !name.includes('.');
  if (definition && !(isBare && isExcluded(definition, excludes))) {
    return { definition, value: registry.callable(definition) };
  }
  const value = isBare ? builtins.get(name) : valueAt(name.split('.'));
  return value === undefined ? undefined : { value };
}

function isExcluded({ modules }: ComponentDefinition, excludes: readonly string[]): boolean {
  return modules.length > 0 && modules.every((module) => excludes.some((exclude) => module.includes(exclude)));
}

/** The value at a dotted path: an attribute of an allow-listed module, and attributes of that. */
function valueAt([first = '', ...path]: readonly string[]): Value | undefined {
  if (path.some((part) => part.startsWith('_') || part === '')) return undefined;
  if (first === 'builtins') return path.length === 1 ? builtins.get(path[0] ?? '') : undefined;
  let at: Value | undefined = importModule(first);
  for (const part of path) at = at === undefined ? undefined : findAttribute(at, part);
  return at;
}
