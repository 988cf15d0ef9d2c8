import { camelCase } from '../../engine/registry/case.js';
import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** Makes a component of a family from snake_case arguments, with its schema's defaults for the others. */
export function componentOf(
  family: readonly (ComponentDefinition | ConstantDefinition)[],
  name: string,
  given: Readonly<Record<string, unknown>>,
): unknown {
  const definition = family.find((candidate) => candidate.name === name);
  if (!definition || !('create' in definition)) throw new Error(`there is no component ${name}`);
  const args: Record<string, unknown> = {};
  for (const [property, schema] of Object.entries(definition.arguments.properties)) {
    if ('default' in schema) args[property] = schema.default;
  }
  for (const [argument, value] of Object.entries(given)) args[camelCase(argument)] = value;
  return definition.create(args);
}
