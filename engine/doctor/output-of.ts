import { execFile } from 'node:child_process';

/** What a program prints, or undefined where it is not installed, fails, or takes longer than three seconds. */
export function outputOf(program: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...words], { timeout: 3000 }, (error, stdout) => resolve(error ? undefined : stdout.trim()));
  });
}
