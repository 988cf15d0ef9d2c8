import { BundleErrors, fail } from '../../errors.js';
import { bundleCommand, commonOptions } from '../bundle-command.js';
import { coloursFor } from '../report/colours.js';
import { formatDifferences } from '../report/difference-text.js';
import { formatErrors } from '../report/report-errors.js';

export const diff = bundleCommand({
  name: 'diff',
  summary: 'Compare two configs: layers, or what two runs saved',
  options: [
    { name: 'a', takes: 'files', description: 'Config file, or several to merge: a.json,b.json', required: true },
    { name: 'b', takes: 'files', description: 'The same, to compare it with', required: true },
    { name: 'json', takes: 'switch', description: 'Print JSON', default: 'False' },
    commonOptions.argsFile,
  ],
  positional: 2,
  shownPositional: 2,
  examples: [
    ['medbundle diff configs/train.json configs/train.json,configs/evaluate.json', 'shows what a layer changes'],
    ['medbundle diff eval_1/config_20261124_093005.json eval_2/config_20261124_101500.json', 'compares two runs'],
  ],
  /** 0 for no difference, 1 for some, 2 for trouble, as diff. */
  async run({ options }, { stdout, stderr }) {
    const { differencesOf } = await import('../../explain/diff.js');
    const a = options.files('a');
    const b = options.files('b');
    if (a === undefined || b === undefined) {
      const option = a === undefined ? 'a' : 'b';
      fail({ family: 'command', code: 'missing_option', option, why: 'two configs are compared' });
    }
    try {
      const differences = await differencesOf(await parserOf(a), await parserOf(b));
      const names = [a, b].map(String);
      if (options.switch('json')) stdout.write(`${JSON.stringify(differences, null, 2)}\n`);
      else if (differences.length > 0) stdout.write(formatDifferences(differences, names, coloursFor(stdout)));
      return differences.length === 0 ? 0 : 1;
    } catch (error) {
      stderr.write(formatErrors(error, { colours: coloursFor(stderr), width: stderr.columns }));
      return 2;
    }
  },
});

async function parserOf(configFile: string | readonly string[]) {
  const { mergeBundle, readBundle } = await import('../../workflow/read-bundle.js');
  const { registerShippedComponents } = await import('../../components.js');
  registerShippedComponents();
  const parser = mergeBundle(readBundle({ configFile }), { configFile });
  const { problems } = parser.expanded;
  if (problems.length > 0) throw new BundleErrors(problems);
  return parser;
}
