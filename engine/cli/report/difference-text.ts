import { placeOf } from '../../errors/place.js';
import type { Difference } from '../../explain/diff.js';
import { cut } from '../../explain/short-form.js';
import type { Colours } from './colours.js';

/** Differences as `diff` shows them: what went with `-`, what came with `+`, what changed with `~`. */
export function formatDifferences(
  differences: readonly Difference[],
  names: readonly string[],
  colours: Colours,
): string {
  const [before = '', after = ''] = names;
  const lines = [colours.red(`--- ${before}`), colours.green(`+++ ${after}`)];
  for (const difference of differences) lines.push(line(difference, colours));
  const count = differences.length;
  lines.push(colours.bold(count === 1 ? '1 difference' : `${count} differences`));
  return `${lines.join('\n')}\n`;
}

function line(difference: Difference, colours: Colours): string {
  const { id } = difference;
  const name = colours.bold(id);
  switch (difference.change) {
    case 'removed': {
      const { written, position } = difference.before;
      return `${colours.red('-')} ${name}: ${written}  ${colours.dim(placeOf(position))}`;
    }
    case 'added': {
      const { written, position } = difference.after;
      return `${colours.green('+')} ${name}: ${written}  ${colours.dim(placeOf(position))}`;
    }
    case 'changed': {
      const { before, after, idBefore } = difference;
      const places = colours.dim(`${placeOf(before.position)} → ${placeOf(after.position)}`);
      const moved = idBefore === undefined ? '' : colours.dim(` (was ${idBefore})`);
      const room = 100;
      return `${colours.yellow('~')} ${name}${moved}: ${cut(before.written, room)} → ${cut(after.written, room)}  ${places}`;
    }
    case 'follows': {
      const { before, after } = difference;
      return `  ${name}: ${before.value} → ${after.value}  ${colours.dim(`by ${cut(after.written, 60)}`)}`;
    }
  }
}
