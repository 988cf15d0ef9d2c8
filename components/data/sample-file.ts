import { ImageArray } from '../../engine/types/index.js';

/**
 * The files that a sample came from, the most telling first: what the images' metadata names, then strings of the sample
 * that look like paths. A sample that is a string is its own file.
 */
export function filesOf(sample: unknown): string[] {
  if (typeof sample === 'string') return [sample];
  if (sample instanceof ImageArray)
    return typeof sample.meta.filenameOrObj === 'string' ? [sample.meta.filenameOrObj] : [];
  if (Array.isArray(sample)) return sample.flatMap(filesOf);
  if (typeof sample !== 'object' || sample === null) return [];
  const entries = Object.entries(sample);
  const { image } = Object.fromEntries(entries);
  const images = [image, ...entries.map(([, value]) => value)].flatMap((value) =>
    value instanceof ImageArray || (typeof value === 'string' && isPath(value)) ? filesOf(value) : [],
  );
  return [...new Set(images)];
}

function isPath(text: string): boolean {
  return /[/\\]|\.[A-Za-z0-9]{1,5}$/.test(text);
}
