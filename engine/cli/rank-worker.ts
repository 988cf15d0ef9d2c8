import { BundleError, BundleErrors } from '../errors.js';
import { enterRank } from '../parallel/rank-process.js';
import { coloursFor } from './report/colours.js';
import { exitCodeFor, formatErrors } from './report/report-errors.js';
import { runWords } from './run-words.js';

/** The program of one rank: `medbundle run` with the words of its launcher, which prints what goes wrong here. */
const words = process.argv.slice(2);
const rank = await enterRank();

const fail = async (error: unknown): Promise<number> => {
  // What is none of our errors is told with its stack: the launcher prints it once, and there is no second chance to look.
  const known = error instanceof BundleError || error instanceof BundleErrors;
  const verbose = !known || words.includes('--verbose') || Boolean(process.env.MEDBUNDLE_DEBUG);
  const { columns } = process.stderr;
  await rank.fail(error, formatErrors(error, { colours: coloursFor(process.stderr), verbose, width: columns }));
  return exitCodeFor(error);
};

process.on('uncaughtException', (error) => {
  void fail(error).then(() => process.exit(1));
});

let code: number;
try {
  code = (await runWords(words, process, rank.group)) ?? 0;
} catch (error) {
  code = await fail(error);
}
await rank.leave();
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
process.exit(code);
