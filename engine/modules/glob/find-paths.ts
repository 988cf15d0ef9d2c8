import { lstatSync, readdirSync, statSync } from 'node:fs';
import { joinPaths, splitPath } from '../os/posix-path.js';
import { hasWildcard, Wildcard } from './wildcard.js';

/** How {@link findPaths} searches. */
export interface Search {
  /** Where relative patterns start; the working directory when empty. */
  readonly root: string;
  /** Whether `**` stands for any number of directories. */
  readonly recursive: boolean;
  /** Whether `*` matches names that start with a dot. */
  readonly hidden: boolean;
}

/** The paths that match a pattern, as Python's `glob.glob` spells them, in alphabetical order. */
export function findPaths(pattern: string, search: Search): string[] {
  const found = match(pattern, search, false);
  // `**` also stands for no directory at all, which is no path.
  const named = search.recursive && pattern.startsWith('**') ? found.filter((path) => path !== '') : found;
  return named.sort();
}

function match(pattern: string, search: Search, directoriesOnly: boolean): string[] {
  const [directory, name] = splitPath(pattern);
  const inRoot = (path: string): string => joinPaths(search.root, path);
  if (!hasWildcard(pattern)) {
    const exists = name === '' ? directory !== '' && isDirectory(inRoot(directory)) : entryExists(inRoot(pattern));
    return exists ? [pattern] : [];
  }
  if (directory === '') return matchNames('', name, search, directoriesOnly);
  const directories = directory !== pattern && hasWildcard(directory) ? match(directory, search, true) : [directory];
  return directories.flatMap((one) => {
    const names = hasWildcard(name) ? matchNames(one, name, search, directoriesOnly) : matchPlain(one, name, search);
    return names.map((found) => joinPaths(one, found));
  });
}

/** A name without wildcards exists or does not; the empty one asks for a directory. */
function matchPlain(directory: string, name: string, search: Search): string[] {
  const path = joinPaths(search.root, directory);
  return (name === '' ? isDirectory(path) : entryExists(joinPaths(path, name))) ? [name] : [];
}

function matchNames(directory: string, name: string, search: Search, directoriesOnly: boolean): string[] {
  const path = joinPaths(search.root, directory);
  if (name === '**' && search.recursive) {
    if (directory !== '' && !isDirectory(path)) return [];
    return ['', ...descendants(path, '', search, directoriesOnly)];
  }
  const expression = new Wildcard(name);
  const showsHidden = search.hidden || name.startsWith('.');
  return entries(path, directoriesOnly).filter(
    (entry) => (showsHidden || !entry.startsWith('.')) && expression.test(entry),
  );
}

function descendants(path: string, prefix: string, search: Search, directoriesOnly: boolean): string[] {
  return entries(path, directoriesOnly)
    .filter((entry) => search.hidden || !entry.startsWith('.'))
    .flatMap((entry) => {
      const own = joinPaths(prefix, entry);
      return [own, ...descendants(joinPaths(path, entry), own, search, directoriesOnly)];
    });
}

function entries(path: string, directoriesOnly: boolean): string[] {
  try {
    const found = readdirSync(path === '' ? '.' : path, { withFileTypes: true });
    if (!directoriesOnly) return found.map((entry) => entry.name);
    return found
      .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(joinPaths(path, entry.name))))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path === '' ? '.' : path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

function entryExists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
