import { launch } from '../../engine/parallel/launch.js';
import { builtFile } from '../../engine/types/package-files.js';

/** Launches two ranks that go wrong as the words say, for the tests of what becomes of them when their launcher is killed. */
const { code } = await launch({
  entry: builtFile('scripts/parallel/failing-rank'),
  words: process.argv.slice(2),
  ranks: 2,
  stdout: process.stdout,
  stderr: process.stderr,
});
process.exit(code);
