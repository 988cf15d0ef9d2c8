import { createRequire } from 'node:module';
import { command } from '../command.js';

export const version = command({
  words: 'version',
  summary: 'Print the version',
  options: {},
  examples: [['medbundle version', 'prints the version, and that of Node.js']],
  async run(_, { stdout }) {
    stdout.write(`medbundle ${packageVersion()}\nnode ${process.version}, ${process.platform}-${process.arch}\n`);
    return 0;
  },
});

/** The version in package.json, found through the package's own name from the sources and from dist. */
export function packageVersion(): string {
  const manifest: { version?: unknown } = createRequire(import.meta.url)('medbundle/package.json');
  return String(manifest.version);
}
