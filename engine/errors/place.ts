import type { Position } from '../errors.js';

/** A position as people write it, the file relative to the working directory where that is shorter. */
export function placeOf({ file, line, column }: Position): string {
  // Values from the command line or from TypeScript have no text: their "file" is the option's name.
  if (file.startsWith('--') || file.startsWith('<')) return file;
  return `${relativeTo(process.cwd(), file)}:${line}:${column}`;
}

function relativeTo(folder: string, file: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
}
