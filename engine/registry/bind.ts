import type { ComponentFailure } from '../errors/component.js';
import { nearest } from '../errors/suggest.js';
import { fail, type Where } from '../errors.js';
import { toHost, type Value } from '../values/index.js';
import type { ComponentDefinition } from './component.js';
import { type Argument, signatureOf } from './signature.js';
import { admitArgument } from './validate.js';

/**
 * The arguments of a call as the component's `create` takes them: placed by Python's rules, plain JavaScript, checked,
 * defaults filled in.
 * @throws BundleError unknown_argument, missing_argument, invalid_argument; python_exception TypeError for too many or
 * repeated arguments
 */
export function bind(
  definition: ComponentDefinition,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  where?: Where,
): Record<string, unknown> {
  const signature = signatureOf(definition);
  const args: Record<string, unknown> = {};
  const place = (argument: Argument, value: unknown): void => {
    const admission = admitArgument(definition, argument, value);
    if (admission.failure) fail(admission.failure, where);
    args[argument.property] = admission.value;
  };

  for (const [index, argument] of signature.positional.entries()) {
    if (index < positional.length) place(argument, toHost(positional[index] ?? null));
  }
  const left = positional.slice(signature.positional.length).map(toHost);
  if (signature.rest) args[signature.rest.property] = left;
  else if (left.length > 0) {
    const most = signature.positional.length;
    typeError(`${definition.name}() takes ${most} positional arguments but ${positional.length} were given`, where);
  }

  const others: Record<string, unknown> = {};
  for (const [name, value] of keywords) {
    const argument = signature.byName.get(name);
    if (!argument) {
      if (!signature.keywordRest) fail(unknownArgument(definition, name), where);
      others[name] = toHost(value);
    } else if (argument.property in args) {
      typeError(`${definition.name}() got multiple values for argument '${name}'`, where);
    } else {
      place(argument, toHost(value));
    }
  }
  if (signature.keywordRest) args[signature.keywordRest.property] = others;

  for (const argument of signature.byName.values()) {
    if (argument.property in args) continue;
    if ('default' in argument.schema) args[argument.property] = copyOfDefault(argument.schema.default);
    else if (argument.required) fail(missingArgument(definition, argument.name), where);
  }
  return args;
}

export function unknownArgument(definition: ComponentDefinition, name: string): ComponentFailure {
  const known = [...signatureOf(definition).byName.keys()];
  return {
    family: 'component',
    code: 'unknown_argument',
    component: definition.name,
    argument: name,
    suggestion: nearest(name, known),
    known,
  };
}

export function missingArgument(definition: ComponentDefinition, name: string): ComponentFailure {
  return { family: 'component', code: 'missing_argument', component: definition.name, argument: name };
}

/** A default belongs to the schema; an instance must not be able to change it. */
function copyOfDefault(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOfDefault);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOfDefault(item)]));
  }
  return value;
}

function typeError(message: string, where: Where | undefined): never {
  fail({ family: 'expression', code: 'python_exception', pythonName: 'TypeError', message }, where);
}
