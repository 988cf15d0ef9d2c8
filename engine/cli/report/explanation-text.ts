import { placeOf } from '../../errors/place.js';
import type { ExplainedArgument, Explanation, LinkEnd, Outline, Placed, Resolved } from '../../explain/explanation.js';
import { cut } from '../../explain/short-form.js';
import type { Colours } from './colours.js';

interface TextOptions {
  readonly colours: Colours;
  readonly width?: number;
}

/** More links of one kind than this are counted. */
const mostLinks = 12;

/** The table of top-level ids: what each is, and where it was set. */
export function formatOutline(outline: readonly Outline[], { colours, width = 100 }: TextOptions): string {
  const longest = Math.min(24, Math.max(0, ...outline.map(({ id }) => id.length)));
  const places = outline.map(({ set }) => placeOf(set.position));
  const placeWidth = Math.max(0, ...places.map((place) => place.length));
  const room = Math.max(24, width - longest - placeWidth - 4);
  const lines = outline.map(({ id, set, replaced, parts, faults }, index) => {
    const notes = [
      replaced > 0 ? `replaced ${replaced}` : '',
      parts > 0 ? `${parts} inside set elsewhere` : '',
      faults > 0 ? colours.red(faults === 1 ? '1 error' : `${faults} errors`) : '',
    ].filter((note) => note !== '');
    const behind = notes.length > 0 ? `  ${colours.yellow(notes.join(', '))}` : '';
    const place = (places[index] ?? '').padEnd(behind === '' ? 0 : placeWidth);
    return `${colours.cyan(id.padEnd(longest))}  ${cut(set.written, room).padEnd(room)}  ${colours.dim(place)}${behind}`;
  });
  return `${lines.join('\n')}\n`;
}

/** Everything about one id, for people. */
export function formatExplanation(explanation: Explanation, { colours }: TextOptions): string {
  const { id, kind, set, savedFrom, replaced, parts, component, uses, usedBy, neededBy, faults } = explanation;
  const lines = [`${colours.bold(id === '' ? 'the whole config' : id)}  ${colours.dim(kind)}`];
  const fact = (name: string, text: string): void => {
    lines.push(`  ${colours.dim(name.padEnd(9))} ${text}`);
  };
  if (kind !== 'value') fact('written', set.written);
  fact('value', valueText(explanation.value, colours));
  fact('set', placeText(set, colours));
  if (savedFrom !== undefined) fact('', `saved from ${colours.cyan(savedFrom)}`);
  for (const [index, earlier] of replaced.entries()) fact(index === 0 ? 'replaced' : '', earlierText(earlier, colours));
  fact('needed by', neededBy.join(', ') || 'nothing that the workflow runs');
  for (const { message, fix, position } of faults) {
    fact('error', `${position ? `${colours.cyan(placeOf(position))} ` : ''}${colours.red(message)}`);
    if (fix !== undefined) fact('', `${colours.green('fix')} ${fix}`);
  }
  if (component) {
    const { target, name, description, kind: sort } = component;
    if (name === undefined) lines.push('', `${target} is no component that medbundle knows`);
    else lines.push('', `${colours.bold(name)}  ${colours.dim(sort ?? '')}`, `  ${description ?? ''}`, '', 'arguments');
    for (const argument of component.arguments) lines.push(...argumentLines(argument, colours));
  }
  if (parts.length > 0) {
    lines.push('', 'parts set elsewhere');
    for (const part of parts) {
      const before = part.replaced.map((earlier) => `; replaced ${earlierText(earlier, colours)}`).join('');
      lines.push(`  ${part.id} = ${cut(part.written, 60)}  ${placeText(part, colours)}${before}`);
    }
  }
  lines.push(...linkLines('uses', uses, id, colours), ...linkLines('used by', usedBy, id, colours));
  return `${lines.join('\n')}\n`;
}

function valueText(value: Resolved, colours: Colours): string {
  switch (value.state) {
    case 'known':
      return `${value.short}  ${colours.dim(value.type)}`;
    case 'unmade': {
      const count = value.components.length;
      const what = count === 1 ? (value.components[0] ?? '') : `${count} components`;
      return colours.dim(`known when ${what} ${count === 1 ? 'is' : 'are'} made: add --instantiate`);
    }
    case 'failed':
      return `${colours.red(value.problem)}${value.fix === undefined ? '' : ` (${value.fix})`}`;
  }
}

function placeText({ position, macro }: Placed, colours: Colours): string {
  const place = colours.cyan(placeOf(position));
  return macro ? `${place}, copied by ${macro.text} at ${colours.cyan(placeOf(macro.position))}` : place;
}

function earlierText(earlier: Placed, colours: Colours): string {
  return `${cut(earlier.written, 80)}  ${placeText(earlier, colours)}`;
}

function argumentLines({ name, expects, description, required, given, ...rest }: ExplainedArgument, colours: Colours) {
  const lines: string[] = [];
  if (given) {
    const short = given.value.state === 'known' ? cut(given.value.short, 60) : '';
    const isPlain = short === given.written || given.value.state !== 'known';
    const value = isPlain ? cut(given.written, 60) : `${cut(given.written, 60)} → ${short}`;
    lines.push(`  ${colours.cyan(name)} = ${value}  ${colours.dim(placeText(given, colours))}`);
  } else {
    const value = required ? colours.yellow('required') : `default ${cut(rest.default ?? 'None', 60)}`;
    lines.push(`  ${colours.cyan(name)}  ${colours.dim(value)}`);
  }
  lines.push(colours.dim(`      ${[description, `(${expects})`].filter(Boolean).join(' ')}`));
  return lines;
}

function linkLines(title: string, links: readonly LinkEnd[], id: string, colours: Colours): string[] {
  if (links.length === 0) return [];
  const lines = ['', title];
  for (const link of links.slice(0, mostLinks)) {
    const part = link.part === id ? '' : `  ${colours.dim(`(${link.part})`)}`;
    const missing = link.found ? '' : colours.red('  does not exist');
    lines.push(`  ${link.id}  ${colours.dim(link.text)} at ${colours.cyan(placeOf(link.position))}${part}${missing}`);
  }
  if (links.length > mostLinks) lines.push(`  … ${links.length - mostLinks} more (--json lists them)`);
  return lines;
}
