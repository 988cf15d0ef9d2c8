import { OptionTable } from '../arguments/option-table.js';
import { runOptions } from '../arguments/options.js';
import { splitWords } from '../arguments/split-words.js';
import { acceptedNote, optionHelp } from '../bundle-command.js';
import { type Command, command } from '../command.js';

const first = ['workflow_name', 'args_file'];
const ordered = [
  ...first.flatMap((name) => runOptions.filter((option) => option.name === name)),
  ...runOptions.filter((option) => !first.includes(option.name)),
];
const table = new OptionTable(ordered, { positional: first.length, open: true });

/** MONAI's `run_workflow`: `run` for a workflow of any name. Words without an option name mean other options there. */
export const runWorkflow: Command = {
  ...command({
    words: 'run_workflow [workflow_name]',
    summary: 'Run a workflow by its name: the one a config describes, or a component of kind workflow',
    positionals: {
      workflow_name: {
        type: 'string',
        describe: 'ConfigWorkflow, a registered workflow, or scripts.MyWorkflow of the bundle (with --trust)',
        defaultDescription: 'ConfigWorkflow',
      },
    },
    options: optionHelp(ordered.filter(({ name }) => name !== 'workflow_name')),
    examples: [
      ['medbundle run_workflow --config_file configs/train.json', 'does what `medbundle run` does'],
      [
        'medbundle run_workflow scripts.MyWorkflow --trust --max_epochs 2',
        "runs a workflow of the bundle's own scripts/index.ts with these arguments",
      ],
    ],
    run: async () => 0,
  }),
  notes: `Any other --name value overrides the config, or is an argument of the workflow that is named: --max_epochs 2 reaches it as max_epochs.\n${acceptedNote(ordered)}`,
  async runWords(words, screens) {
    const { runWords } = await import('../run-words.js');
    return runWords(named(words), screens);
  },
};

/** The same words, each with the name of its option, as `run` takes them. */
function named(words: readonly string[]): string[] {
  const { named, bare, help, verbose, ignored } = splitWords(words, table);
  const all = [...named].flatMap(([name, values]) =>
    bare.has(name) ? [`--${name}`] : values.map((value) => `--${name}=${value}`),
  );
  return [
    ...all,
    ...(help ? ['--help'] : []),
    ...(verbose ? ['--verbose'] : []),
    ...(ignored.length > 0 ? ['--', ...ignored] : []),
  ];
}
