import { basename, dirname, relative } from 'node:path';
import type { Output } from '../../types/outputs.js';
import type { Colours } from './colours.js';
import { durationText } from './progress-text.js';

const titles: Readonly<Record<Output['kind'], string>> = {
  checkpoint: 'checkpoints',
  metrics: 'metrics',
  images: 'images',
  events: 'event files',
  curves: 'curves',
  data: 'data',
  log: 'logs',
  config: 'configs',
  resume: 'to resume',
};

/** More files of one folder than this are counted, not listed. */
const listed = 6;

/** Where everything that a run wrote lies, and how long it took. */
export function formatSummary(
  outputs: readonly Output[],
  { seconds, interrupted, colours }: { seconds: number; interrupted: boolean; colours: Colours },
): string {
  const lines = [
    `${interrupted ? colours.yellow('interrupted') : colours.green('finished')} in ${durationText(seconds)}`,
  ];
  for (const [kind, title] of Object.entries(titles)) {
    const places = placesOf(outputs.filter((output) => output.kind === kind));
    places.forEach((place, index) => {
      lines.push(`  ${(index === 0 ? title : '').padEnd(12)}${place}`);
    });
  }
  return `${lines.join('\n')}\n`;
}

function placesOf(outputs: readonly Output[]): string[] {
  const folders = new Map<string, Output[]>();
  for (const output of outputs) {
    const folder = dirname(output.path);
    folders.set(folder, [...(folders.get(folder) ?? []), output]);
  }
  return [...folders].flatMap(([folder, inside]) =>
    inside.length > listed
      ? [`${shown(folder)}/ (${inside.length} files, such as ${basename(inside[0]?.path ?? '')})`]
      : inside.map(({ path, note }) => (note ? `${shown(path)} (${note})` : shown(path))),
  );
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
