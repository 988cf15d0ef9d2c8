import { Ajv, type ValidateFunction } from 'ajv';
import type { ComponentFailure } from '../errors/component.js';
import { Device, DType, dtypes } from '../types/index.js';
import type { ComponentDefinition } from './component.js';
import { describeSchema, describeValue } from './describe-schema.js';
import type { Argument } from './signature.js';
import { asTruth } from './truth.js';

const ajv = new Ajv({ strict: false, allErrors: false });
ajv.addKeyword({
  keyword: 'instance',
  validate: (accepts: (value: unknown) => boolean, value: unknown) => accepts(value),
  errors: false,
});
ajv.addKeyword({ keyword: 'dtype', validate: (_: true, value: unknown) => isDType(value), errors: false });
ajv.addKeyword({ keyword: 'device', validate: (_: true, value: unknown) => isDevice(value), errors: false });

const validators = new WeakMap<object, ValidateFunction>();

/** What an argument takes for the value it is given: the value itself, its truth, or nothing. */
export type Admission =
  | { readonly value: unknown; readonly byTruth: boolean; readonly failure?: undefined }
  | { readonly failure: ComponentFailure };

/** Checks `value`, plain JavaScript (see engine/values/host.ts), for `argument`. A flag takes the truth of a scalar. */
export function admitArgument(definition: ComponentDefinition, argument: Argument, value: unknown): Admission {
  let validate = validators.get(argument.schema);
  if (!validate) {
    validate = ajv.compile(argument.schema);
    validators.set(argument.schema, validate);
  }
  if (validate(value)) return { value, byTruth: false };
  const truth = asTruth(argument.schema, value);
  if (truth !== undefined && validate(truth)) return { value: truth, byTruth: true };
  return {
    failure: {
      family: 'component',
      code: 'invalid_argument',
      component: definition.name,
      argument: argument.name,
      expected: describeSchema(argument.schema),
      got: describeValue(value),
    },
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
