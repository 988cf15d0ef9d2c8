import { Ajv, type ValidateFunction } from 'ajv';
import type { ComponentFailure } from '../errors/component.js';
import { Device, DType, dtypes } from '../types/index.js';
import type { ComponentDefinition } from './component.js';
import { describeSchema, describeValue } from './describe-schema.js';
import type { Argument } from './signature.js';

const ajv = new Ajv({ strict: false, allErrors: false });
ajv.addKeyword({
  keyword: 'instance',
  validate: (accepts: (value: unknown) => boolean, value: unknown) => accepts(value),
  errors: false,
});
ajv.addKeyword({ keyword: 'dtype', validate: (_: true, value: unknown) => isDType(value), errors: false });
ajv.addKeyword({ keyword: 'device', validate: (_: true, value: unknown) => isDevice(value), errors: false });

const validators = new WeakMap<object, ValidateFunction>();

/** What is wrong with `value` for `argument`, or undefined. `value` is plain JavaScript (see engine/values/host.ts). */
export function checkArgument(
  definition: ComponentDefinition,
  argument: Argument,
  value: unknown,
): ComponentFailure | undefined {
  let validate = validators.get(argument.schema);
  if (!validate) {
    validate = ajv.compile(argument.schema);
    validators.set(argument.schema, validate);
  }
  if (validate(value)) return undefined;
  return {
    family: 'component',
    code: 'invalid_argument',
    component: definition.name,
    argument: argument.name,
    expected: describeSchema(argument.schema),
    got: describeValue(value),
  };
}

function isDType(value: unknown): boolean {
  return value === null || value instanceof DType || (typeof value === 'string' && Object.hasOwn(dtypes, value));
}

function isDevice(value: unknown): boolean {
  return (
    value === null || value instanceof Device || (typeof value === 'string' && /^(cpu|cuda)(:[0-9]+)?$/.test(value))
  );
}
