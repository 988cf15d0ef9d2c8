import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { transforms } from '../../../components/transforms/index.js';
import { Registry } from '../../../engine/registry/registry.js';
import { signatureOf } from '../../../engine/registry/signature.js';

interface Parameter {
  readonly name: string;
  readonly kind: 'POSITIONAL_OR_KEYWORD' | 'VAR_POSITIONAL' | 'VAR_KEYWORD' | 'KEYWORD_ONLY';
  readonly required?: boolean;
  readonly default?: unknown;
}

const fixture = new URL('../../fixtures/parity/transforms/signatures.json', import.meta.url);
const signatures: Record<string, Parameter[]> = JSON.parse(readFileSync(fixture, 'utf8'));
const registry = new Registry();
registry.add(...transforms);

/** Paths are compared as text; PILReader and NumpyReader list the keywords they use instead of `**kwargs`. */
const plain = (value: unknown): unknown => value ?? null;

describe.each(Object.entries(signatures))('%s', (name, parameters) => {
  const definition = registry.find(name) ?? registry.resolve(`torchvision.transforms.${name}`);
  const { positional, rest, keywordRest } = signatureOf(definition);

  it('takes MONAI’s arguments in MONAI’s order, with its defaults', () => {
    const ordinary = parameters.filter(({ kind }) => kind === 'POSITIONAL_OR_KEYWORD');
    expect(positional.map((argument) => argument.name)).toEqual(ordinary.map((parameter) => parameter.name));
    for (const [index, argument] of positional.entries()) {
      const expected = ordinary[index];
      expect(argument.required, argument.name).toBe(expected?.required ?? false);
      if (!expected?.required) expect(plain(argument.schema.default), argument.name).toEqual(plain(expected?.default));
    }
  });

  it('takes further arguments where MONAI does', () => {
    const kinds = new Set(parameters.map(({ kind }) => kind));
    expect(rest !== undefined).toBe(kinds.has('VAR_POSITIONAL'));
    if (!name.endsWith('Reader')) expect(keywordRest !== undefined).toBe(kinds.has('VAR_KEYWORD'));
  });

  it('describes itself and each argument', () => {
    expect(definition.description).not.toBe('');
    for (const { name: argument, schema } of positional) {
      expect(descriptions(schema), argument).not.toBe('');
    }
  });
});

/** A description of the schema, or of one of its alternatives. */
function descriptions(schema: { readonly description?: string; readonly anyOf?: unknown }): string {
  const alternatives: unknown[] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  return [schema.description ?? '', ...alternatives.map((one) => descriptions(Object(one)))].join('');
}
