import { runOptions, runTable } from '../arguments/options.js';
import { acceptedNote, optionHelp } from '../bundle-command.js';
import { command } from '../command.js';

const shownAsWords: ReadonlySet<string> = new Set(runTable.positional.slice(0, 3));

/** The words of `run` are read as Python Fire reads them; what is said here is for its help. */
export const run = command({
  words: 'run [run_id] [init_id] [final_id]',
  summary: 'Run a workflow: train, evaluate or infer, as the config says',
  positionals: {
    run_id: { type: 'string', describe: 'Config id of the expressions to run', defaultDescription: 'run' },
    init_id: { type: 'string', describe: 'Config id of what to evaluate first', defaultDescription: 'initialize' },
    final_id: { type: 'string', describe: 'Config id of what to evaluate last', defaultDescription: 'finalize' },
  },
  options: optionHelp(runOptions.filter(({ name }) => !shownAsWords.has(name))),
  examples: [
    ['medbundle run --config_file configs/train.json', 'trains, in the folder of a bundle'],
    ['medbundle run --config_file a.json,b.json --max_epochs 2', 'merges two files, and sets a value'],
    ['medbundle run --config_file train.json --net#features "[32, 64]"', 'sets a value inside of a section'],
  ],
  notes: `Any other --id value sets that id of the config: --learning_rate 1e-4, --train#trainer#amp False, --net %other.json#net.\n${acceptedNote(runOptions)}`,
  run: async () => 0,
});
