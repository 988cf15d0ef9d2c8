import { runOptions } from '../arguments/options.js';
import { helpOf } from '../bundle-command.js';
import { command } from '../command.js';

/** The words of `run` are read as Python Fire reads them; what is said here is for its help. */
export const run = command({
  words: 'run [run_id] [init_id] [final_id]',
  summary: 'Run a workflow: train, evaluate or infer, as the config says',
  positionals: {
    run_id: { type: 'string', describe: 'Config id of the expressions to run', defaultDescription: 'run' },
    init_id: { type: 'string', describe: 'Config id of what to evaluate first', defaultDescription: 'initialize' },
    final_id: { type: 'string', describe: 'Config id of what to evaluate last', defaultDescription: 'finalize' },
  },
  options: Object.fromEntries(
    runOptions
      .filter(({ name }) => name !== 'help' && !name.endsWith('_id'))
      .map((option) => [option.name, helpOf(option)]),
  ),
  examples: [
    ['medbundle run --config_file configs/train.json', 'trains'],
    ['medbundle run --config_file a.json,b.json --max_epochs 2', 'merges two files and overrides an id'],
    ['medbundle run --config_file train.json --net#features "[32, 64]"', 'reaches into a section'],
  ],
  run: async () => 0,
});
