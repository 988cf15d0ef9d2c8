import { importModule } from '../modules/index.js';
import type { ExpressionModule } from '../registry/exposed.js';
import { notHereYet } from '../registry/known-elsewhere.js';
import { fromHost, type Value } from '../values/index.js';
import { evaluate } from './interpret/evaluate.js';
import type { Scope } from './interpret/scope.js';
import { attribute } from './operators/attribute.js';
import { raise } from './raise.js';
import { parseExpression } from './syntax/parse-expression.js';
import { type ImportBinding, parseImport } from './syntax/parse-import.js';

/** Names that every expression of a config has without an import, and their modules. */
export const defaultModules: ReadonlyMap<string, string> = new Map([
  ['monai', 'monai'],
  ['torch', 'torch'],
  ['np', 'numpy'],
  ['numpy', 'numpy'],
]);

/**
 * Names for an expression: a record of values, in which the name of an allow-listed module stands for that module
 * (`{ np: 'numpy', x: 3 }`); or imports as a config's `$import` writes them (`['math', 'numpy as np', 'from os import
 * path']`).
 */
export type Names = Readonly<Record<string, Value>> | readonly string[];

/**
 * Parses and evaluates a `$` expression (without the `$`). Python's built-ins, and `monai`, `torch`, `np` and `numpy`,
 * are there without being asked for.
 *
 * @throws BundleError `expression_syntax`, `python_exception`, `not_allowed` or `budget_exceeded`
 */
export function evaluateExpression(source: string, names?: Names): Value {
  return evaluate(parseExpression(source), { names: names === undefined ? defaultNames : withDefaults(names) });
}

const defaultNames: Scope['names'] = {
  get(name) {
    const module = defaultModules.get(name);
    return module === undefined ? undefined : importModule(module);
  },
};

/** A look-up of these names, then of the modules that are always there. */
function withDefaults(names: Names): Scope['names'] {
  const given = isImportList(names)
    ? fromImports(names)
    : new Map(Object.entries(names).map(([name, value]) => [name, bound(value)]));
  return { get: (name) => given.get(name) ?? defaultNames.get(name) };
}

function isImportList(names: Names): names is readonly string[] {
  return Array.isArray(names);
}

/** A string that names a module stands for it; plain objects and Maps are dicts. */
function bound(value: Value): Value {
  return typeof value === 'string' ? (importModule(value) ?? value) : fromHost(value);
}

function fromImports(imports: readonly string[]): Map<string, Value> {
  const names = new Map<string, Value>();
  for (const line of imports) {
    const bindings = parseImport(line) ?? parseImport(`import ${line}`) ?? [];
    for (const binding of bindings) names.set(binding.as, imported(binding));
  }
  return names;
}

/**
 * The value that an import binds.
 *
 * @throws BundleError `python_exception`: ModuleNotFoundError or ImportError for what is not on the allow-list
 */
export function imported({ module, attribute: name, loads }: ImportBinding): Value {
  if (loads !== undefined) moduleNamed(loads);
  const found = moduleNamed(module);
  if (name === undefined) return found;
  const value = name.startsWith('_') ? attribute(found, name) : found.attribute(name);
  return value ?? importModule(`${module}.${name}`) ?? refuseName(module, name);
}

function moduleNamed(name: string): ExpressionModule {
  return (
    importModule(name) ??
    raise(
      'ModuleNotFoundError',
      `No module named '${name}'`,
      notHereYet(name) ?? 'only modules on the allow-list can be imported',
    )
  );
}

function refuseName(module: string, name: string): never {
  raise('ImportError', `cannot import name '${name}' from '${module}'`, notHereYet(`${module}.${name}`));
}
