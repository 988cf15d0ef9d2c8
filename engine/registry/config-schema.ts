import type { TSchema } from 'typebox';
import type { ComponentDefinition } from './component.js';
import { describeSchema } from './describe-schema.js';
import type { Registry } from './registry.js';
import { type Argument, signatureOf } from './signature.js';

/** JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Strings that stand for a value known only at run time. */
const dynamicText = { type: 'string', pattern: '^\\s*[@$%]' };

/** The keys MONAI reserves in a component. */
const reserved: Record<string, Json> = {
  _target_: { type: 'string' },
  _requires_: { description: 'References or expressions to resolve before this component is made.' },
  _disabled_: {
    description: 'true leaves the component out.',
    anyOf: [{ type: 'boolean' }, { type: 'string' }],
  },
  _desc_: { description: 'Free text; never evaluated.' },
  _mode_: {
    description: 'default: make it; callable: a function with these arguments filled in; debug: stop in the debugger.',
    anyOf: [{ enum: ['default', 'callable', 'debug'] }, dynamicText],
  },
};

/**
 * The JSON Schema of a config layer: an editor that knows it completes `_target_` and the arguments, with descriptions,
 * and marks unknown names and wrong values.
 */
export function configSchema(registry: Registry): Json {
  const definitions = registry.components().sort((a, b) => compare(definitionName(a), definitionName(b)));
  const targets = definitions.flatMap((definition) =>
    targetsOf(definition).map((target) => ({ const: target, description: definition.description })),
  );
  targets.sort((a, b) => compare(a.const, b.const));
  const components: Record<string, Json> = {};
  for (const definition of definitions) components[definitionName(definition)] = componentSchema(definition);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A config layer of a MONAI bundle',
    type: 'object',
    additionalProperties: { $ref: '#/definitions/node' },
    definitions: {
      node: {
        properties: { _target_: { $ref: '#/definitions/target' } },
        ...when(
          { type: 'object', required: ['_target_'] },
          { $ref: '#/definitions/component' },
          when(
            { type: 'object' },
            { additionalProperties: { $ref: '#/definitions/node' } },
            when({ type: 'array' }, { items: { $ref: '#/definitions/node' } }),
          ),
        ),
      },
      target: {
        description: 'The component to make: its name, or its full Python path.',
        anyOf: [{ oneOf: targets }, dynamicText, { type: 'string', pattern: '\\.' }],
      },
      component: {
        type: 'object',
        properties: reserved,
        allOf: definitions.map((definition) =>
          when(
            { properties: { _target_: { enum: targetsOf(definition) } } },
            { $ref: `#/definitions/${definitionName(definition)}` },
          ),
        ),
      },
      ...components,
    },
  };
}

/** JSON Schema's `if`, `then`, `else`. */
function when(condition: Json, consequence: Json, otherwise?: Json): { [key: string]: Json } {
  const parts: [string, Json][] = [
    ['if', condition],
    ['then', consequence],
  ];
  if (otherwise !== undefined) parts.push(['else', otherwise]);
  return Object.fromEntries(parts);
}

function componentSchema(definition: ComponentDefinition): Json {
  const { byName, keywordRest } = signatureOf(definition);
  const properties: Record<string, Json> = { ...reserved };
  for (const argument of byName.values()) properties[argument.name] = argumentSchema(argument);
  // Required arguments are not listed as required: another layer may add them.
  return {
    description: definition.description,
    properties,
    additionalProperties: keywordRest ? { $ref: '#/definitions/node' } : false,
  };
}

function argumentSchema({ schema }: Argument): Json {
  const described: Record<string, Json> = {};
  if (schema.description) described.description = schema.description;
  if (isData(schema.default)) described.default = schema.default;
  const literal = literalSchema(schema);
  return literal === undefined
    ? { ...described, title: describeSchema(schema), allOf: [{ $ref: '#/definitions/node' }] }
    : {
        ...described,
        anyOf: [
          literal,
          { type: 'object', required: ['_target_'], allOf: [{ $ref: '#/definitions/node' }] },
          dynamicText,
        ],
      };
}

/** The schema for an argument written out in a config; undefined where only a reference or a component can stand. */
function literalSchema(schema: TSchema & { instance?: unknown; dtype?: boolean; device?: boolean }): Json | undefined {
  if (schema.instance) return undefined;
  if (schema.dtype || schema.device) return { type: ['string', 'null'] };
  return loosened(JSON.parse(JSON.stringify(schema)));
}

/** Items and members of a literal may be references, expressions or components as well. */
function loosened(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(loosened);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { description: _description, default: _default, ...rest } = schema;
  const changed: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) {
    changed[key] =
      key === 'items' || key === 'additionalProperties'
        ? value === true || value === false
          ? value
          : Array.isArray(value)
            ? value.map(orDynamic)
            : orDynamic(value)
        : key === 'anyOf' || key === 'allOf' || key === 'oneOf'
          ? loosened(value)
          : value;
  }
  return changed;
}

function orDynamic(schema: Json): Json {
  return { anyOf: [loosened(schema), dynamicText, { type: 'object', required: ['_target_'] }] };
}

function isData(value: unknown): value is Json {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isData);
  return (
    typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isData)
  );
}

/** Every way a config may write a component's name. */
function targetsOf(definition: ComponentDefinition): string[] {
  const names = [definition.name, ...definition.aliases];
  const bare = definition.modules.length === 0 || definition.modules.some((module) => /^monai(\.|$)/.test(module));
  return [...(bare ? names : []), ...definition.modules.flatMap((module) => names.map((name) => `${module}.${name}`))];
}

function definitionName(definition: ComponentDefinition): string {
  return `${definition.modules[0] ?? 'own'}.${definition.name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
