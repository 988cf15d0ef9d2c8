import { nearest } from '../../errors/suggest.js';
import { fail } from '../../errors.js';
import type { ComponentDefinition } from '../../registry/component.js';
import { describeSchema, describeValue } from '../../registry/describe-schema.js';
import { type Argument, signatureOf } from '../../registry/signature.js';
import type { Colours } from './colours.js';

/** All components by kind, one line each. */
export function formatComponentList(
  definitions: readonly ComponentDefinition[],
  only: string | undefined,
  colours: Colours,
): string {
  const kinds = [...new Set(definitions.map(({ kind }) => kind))].sort();
  if (only !== undefined && !kinds.some((kind) => kind === only)) {
    const near = nearest(only, kinds);
    const fix = near ? `did you mean ${near}?` : `the kinds are ${kinds.join(', ')}`;
    fail({ family: 'command', code: 'invalid_option', option: 'kind', problem: `there is no kind "${only}"`, fix });
  }
  const lines: string[] = [];
  for (const kind of kinds) {
    if (only !== undefined && kind !== only) continue;
    lines.push(colours.bold(kind));
    const ofKind = definitions.filter((definition) => definition.kind === kind);
    for (const definition of ofKind.sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1))) {
      lines.push(`  ${titleOf(definition).padEnd(30)} ${firstSentence(definition.description)}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** The documentation of one component. */
export function formatComponent(definition: ComponentDefinition, colours: Colours): string {
  const { positional, byName, rest, keywordRest } = signatureOf(definition);
  const named = [...byName.values()].filter((argument) => !positional.includes(argument));
  const lines = [`${colours.bold(definition.name)}  ${colours.dim(definition.kind)}`, definition.description, ''];
  if (definition.aliases.length > 0) lines.push(`${colours.dim('also')}  ${definition.aliases.join(', ')}`);
  if (definition.modules.length > 0) lines.push(`${colours.dim('from')}  ${definition.modules.join(', ')}`);
  lines.push('', colours.bold('arguments'));
  for (const argument of [...positional, ...named]) lines.push(...argumentLines(argument, colours));
  if (rest) lines.push(`  *${rest.name}  ${rest.schema.description ?? ''}`);
  if (keywordRest) lines.push(`  **${keywordRest.name}  ${keywordRest.schema.description ?? ''}`);
  if (positional.length + named.length === 0 && !rest && !keywordRest) lines.push('  none');
  return `${lines.join('\n')}\n`;
}

function argumentLines({ name, schema, required }: Argument, colours: Colours): string[] {
  const value = required
    ? colours.yellow('required')
    : `default ${describeValue(schema.default ?? null).replace(/^the string /, '')}`;
  const lines = [`  ${colours.cyan(name)}: ${describeSchema(schema)}, ${value}`];
  if (schema.description) lines.push(`      ${schema.description}`);
  return lines;
}

function titleOf({ name, modules }: ComponentDefinition): string {
  const [module] = modules;
  return module === undefined || /^monai(\.|$)/.test(module) ? name : `${module}.${name}`;
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
