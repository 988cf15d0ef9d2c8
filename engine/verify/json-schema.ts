import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fail } from '../errors.js';

const options: Options = { strict: false, allErrors: true, verbose: true, validateFormats: false, logger: false };

/** A JSON Schema, ready to use. */
export interface JsonSchema {
  /** Every way in which a value breaks it; none when the value fits. */
  faultsOf(value: unknown): readonly ErrorObject[];
  /** What it says about properties of this name, wherever they are. */
  property(name: string): PropertySchema | undefined;
}

/** What can be told about a value from its part of a schema. */
export interface PropertySchema {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/**
 * Makes a JSON Schema (draft 6 to 2020-12) usable.
 * @param path its file, for messages
 * @throws BundleError schema_unusable
 */
export function compileSchema(schema: unknown, path: string): JsonSchema {
  if (!isMapping(schema)) fail({ family: 'verify', code: 'schema_unusable', path, problem: 'it is no mapping' });
  const validate = compiled(schema, path);
  return {
    faultsOf: (value) => (validate(value) ? [] : (validate.errors ?? [])),
    property: (name) => propertyNamed(schema, name, schema),
  };
}

function compiled(schema: Readonly<Record<string, unknown>>, path: string): ValidateFunction {
  const draft = String(schema.$schema ?? '');
  const { $schema: _dialect, $id: _address, ...rest } = schema;
  try {
    if (draft.includes('2020-12')) return new Ajv2020(options).compile(rest);
    return (draft.includes('2019-09') ? new Ajv2019(options) : new Ajv(options)).compile(rest);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return fail({ family: 'verify', code: 'schema_unusable', path, problem }, { cause: error });
  }
}

function propertyNamed(schema: unknown, name: string, root: unknown): PropertySchema | undefined {
  if (Array.isArray(schema)) return firstOf(schema, (part) => propertyNamed(part, name, root));
  if (!isMapping(schema)) return undefined;
  const own = isMapping(schema.properties) ? schema.properties[name] : undefined;
  if (isMapping(own)) return typeof own.$ref === 'string' ? { ...referenced(root, own.$ref), ...own } : own;
  return firstOf(Object.values(schema), (part) => propertyNamed(part, name, root));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What `#/definitions/text` points at. */
function referenced(root: unknown, reference: string): Readonly<Record<string, unknown>> {
  let at = root;
  for (const part of reference.split('/').slice(1)) at = isMapping(at) ? at[part] : undefined;
  return isMapping(at) ? at : {};
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
