import type { ErrorObject } from 'ajv';
import { childId, separator } from '../config/id.js';
import { pythonKey } from '../config/key.js';
import { type ConfigNode, keyPosition, type MappingNode } from '../config/node.js';
import { nearest } from '../errors/suggest.js';
import { BundleError, type Position } from '../errors.js';
import { describeSchema, describeValue } from '../registry/describe-schema.js';
import type { JsonSchema } from './json-schema.js';
import { plainContent } from './plain-content.js';

/** Every fault of the metadata by a schema, each with its place, what was expected, what is there, what to write. */
export function schemaFaults(root: ConfigNode, schema: JsonSchema): BundleError[] {
  const faults = new Map<string, BundleError>();
  for (const error of schema.faultsOf(plainContent(root))) {
    const fault = faultOf(root, error, schema);
    const path = fault && faultPath(fault);
    if (!fault || path === undefined) continue;
    // One value may break several rules; the one with words of its own is the one to tell.
    if (!faults.has(path) || titleOf(error) !== undefined) faults.set(path, fault);
  }
  return [...faults.values()];
}

/** Which value of the metadata a fault is about. */
export function faultPath({ failure }: BundleError): string | undefined {
  return failure.code === 'metadata_invalid' || failure.code === 'metadata_missing' ? failure.path : undefined;
}

function faultOf(root: ConfigNode, error: ErrorObject, schema: JsonSchema): BundleError | undefined {
  const parts = error.instancePath.split('/').slice(1).map(decoded);
  const id = parts.join(separator);
  const node = nodeAt(root, parts);
  switch (error.keyword) {
    // What they lead to has told its own faults.
    case 'if':
    case 'propertyNames':
      return undefined;
    case 'required':
      return missing(node, id, String(error.params.missingProperty), schema);
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      return invalid(
        childId(id, key),
        { expected: 'left out', got: 'there', fix: `remove "${key}"` },
        keyPlace(node, key),
      );
    }
    default:
      break;
  }
  const expected = titleOf(error) ?? expectedBy(error);
  if (error.propertyName !== undefined) {
    const got = `"${error.propertyName}"`;
    return invalid(
      childId(id, error.propertyName),
      { expected, got, fix: `write ${expected}` },
      keyPlace(node, error.propertyName),
    );
  }
  const example = parts.length > 0 ? exampleOf(error.parentSchema?.examples) : undefined;
  const last = parts.at(-1) ?? '';
  const fix = `write ${/^\d+$/.test(last) ? '' : `"${last}": `}${example ?? expected}`;
  return invalid(id, { expected, got: describeValue(error.data), fix }, node.position);
}

function invalid(
  path: string,
  facts: { readonly expected: string; readonly got: string; readonly fix: string },
  position: Position,
): BundleError {
  return new BundleError({ family: 'verify', code: 'metadata_invalid', path, ...facts }, { position });
}

function missing(node: ConfigNode, id: string, key: string, schema: JsonSchema): BundleError {
  const known = schema.property(key);
  const present = node.kind === 'mapping' ? node.keys().filter((name) => schema.property(name) === undefined) : [];
  const example = exampleOf(known?.examples);
  const expected = known?.title ?? 'the schema asks for it';
  const purpose = known?.description?.replace(/\.$/, '');
  return new BundleError(
    {
      family: 'verify',
      code: 'metadata_missing',
      path: childId(id, key),
      expected: purpose === undefined ? expected : `${expected} (${lowered(purpose)})`,
      suggestion: nearest(key, present),
      fix: example === undefined ? `add "${key}"` : `add "${key}": ${example}`,
    },
    { position: node.position },
  );
}

function lowered(text: string): string {
  // "MONAI the bundle was made with" keeps its capitals.
  return /^[A-Z][a-z]/.test(text) && !/^(?:Py|Num)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function titleOf({ parentSchema }: ErrorObject): string | undefined {
  const title: unknown = parentSchema?.title;
  return typeof title === 'string' ? title : undefined;
}

/** What a rule without words of its own asks for. */
function expectedBy({ keyword, schema, parentSchema, message = '' }: ErrorObject): string {
  if (['type', 'enum', 'const', 'minimum', 'maximum'].includes(keyword)) {
    const described = describeSchema({ type: parentSchema?.type, [keyword]: schema });
    if (described !== 'another value') return described;
  }
  return `as the schema says (it ${message})`;
}

function exampleOf(examples: unknown): string | undefined {
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return example === undefined ? undefined : JSON.stringify(example);
}

function nodeAt(root: ConfigNode, parts: readonly string[]): ConfigNode {
  let at = root;
  for (const part of parts) at = child(at, part) ?? at;
  return at;
}

function child(node: ConfigNode, part: string): ConfigNode | undefined {
  if (node.kind === 'sequence') return node.items[Number(part)];
  return node.kind === 'mapping' ? entryOf(node, part)?.node : undefined;
}

function entryOf(node: MappingNode, part: string) {
  return node.entry(part) ?? node.entries.find(({ key }) => pythonKey(key) === part);
}

function keyPlace(node: ConfigNode, key: string): Position {
  const entry = node.kind === 'mapping' ? entryOf(node, key) : undefined;
  return entry ? keyPosition(entry) : node.position;
}

/** A part of a JSON Pointer. */
function decoded(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
