import { raise } from '../../expression/raise.js';

const kinds: Readonly<Record<string, readonly [pythonName: string, number: number, words: string]>> = {
  ENOENT: ['FileNotFoundError', 2, 'No such file or directory'],
  EEXIST: ['FileExistsError', 17, 'File exists'],
  ENOTDIR: ['NotADirectoryError', 20, 'Not a directory'],
  EISDIR: ['IsADirectoryError', 21, 'Is a directory'],
  EACCES: ['PermissionError', 13, 'Permission denied'],
  EPERM: ['PermissionError', 1, 'Operation not permitted'],
};

/** Does `work` on a path; what the operating system refuses becomes the exception that Python raises. */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    if (code === undefined || !code.startsWith('E') || code.startsWith('ERR_')) throw error;
    const [pythonName, number, words] = kinds[code] ?? ['OSError', 5, code];
    raise(pythonName, `[Errno ${number}] ${words}: '${path}'`);
  }
}
