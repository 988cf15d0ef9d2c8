/* The functions of Python's posixpath on texts; none of them looks at the disk. */

/** Joins as `os.path.join`: an absolute part starts anew, and nothing is normalised. */
export function joinPaths(first: string, ...others: readonly string[]): string {
  let path = first;
  for (const part of others) {
    if (part.startsWith('/')) path = part;
    else path += path === '' || path.endsWith('/') ? part : `/${part}`;
  }
  return path;
}

/** Everything up to the last slash, without trailing slashes, and what follows it. */
export function splitPath(path: string): [head: string, tail: string] {
  const cut = path.lastIndexOf('/') + 1;
  const head = path.slice(0, cut);
  const stripped = head.replace(/\/+$/, '');
  return [stripped === '' ? head : stripped, path.slice(cut)];
}

export function baseName(path: string): string {
  return splitPath(path)[1];
}

export function directoryName(path: string): string {
  return splitPath(path)[0];
}

/** The path without its extension, and the extension with its dot; leading dots of a name are no extension. */
export function splitExtension(path: string): [root: string, extension: string] {
  const name = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  if (dot <= name || /^\.*$/.test(path.slice(name, dot))) return [path, ''];
  return [path.slice(0, dot), path.slice(dot)];
}

/** Without `.`, `name/..` and repeated slashes; the empty path is `.`. */
export function normalizePath(path: string): string {
  if (path === '') return '.';
  // POSIX lets two leading slashes mean something of their own; three or more are one.
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (parts.length === 0 || parts.at(-1) === '..'))) parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/');
}

export function absolutePath(path: string): string {
  return normalizePath(isAbsolutePath(path) ? path : joinPaths(process.cwd(), path));
}

/** The way from `start` to `path`. */
export function relativePath(path: string, start: string): string {
  const from = absolutePath(start).split('/').filter(Boolean);
  const to = absolutePath(path).split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  return [...new Array<string>(from.length - shared).fill('..'), ...to.slice(shared)].join('/') || '.';
}

/** The longest text that all paths start with, character by character. */
export function commonPrefix(paths: readonly string[]): string {
  const [first = ''] = paths;
  let length = 0;
  while (length < first.length && paths.every((path) => path[length] === first[length])) length++;
  return first.slice(0, length);
}

/** The longest common directory, or undefined when absolute and relative paths are mixed. */
export function commonPath(paths: readonly string[]): string | undefined {
  const absolute = paths.map(isAbsolutePath);
  if (absolute.some((one) => one !== absolute[0])) return undefined;
  const split = paths.map((path) => path.split('/').filter((part) => part !== '' && part !== '.'));
  const [first = []] = split;
  let shared = 0;
  while (shared < first.length && split.every((parts) => parts[shared] === first[shared])) shared++;
  return (absolute[0] ? '/' : '') + first.slice(0, shared).join('/');
}

/** `~` at the start replaced by the home directory. */
export function expandUser(path: string): string {
  const home = process.env.HOME;
  if (home === undefined || !/^~(\/|$)/.test(path)) return path;
  return home.replace(/\/+$/, '') + path.slice(1) || '/';
}

/** `$name` and `${name}` replaced by environment variables; unknown ones stay. */
export function expandVariables(path: string): string {
  return path.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (text, plain?: string, braced?: string) => {
    return process.env[plain ?? braced ?? ''] ?? text;
  });
}
