import { BundleErrors, fail } from '../../errors.js';
import { type BundleCommandInput, bundleCommand, commonOptions } from '../bundle-command.js';
import { coloursFor } from '../report/colours.js';
import { formatExplanation, formatOutline } from '../report/explanation-text.js';

export const explain = bundleCommand({
  name: 'explain',
  summary: 'Show what a config id is, where it was set, what it replaced, what uses it',
  options: [
    { name: 'id', takes: 'id', description: 'Config id: train#trainer, net::features::0', default: 'a table of all' },
    {
      name: 'config_file',
      takes: 'files',
      description: 'Config file, or several to merge: "a.json,b.json", or repeat',
      required: true,
    },
    {
      name: 'meta_file',
      takes: 'files',
      description: 'Metadata file, or several to merge',
      default: 'metadata.json beside the config',
    },
    { name: 'instantiate', takes: 'switch', description: 'Make components to get the value', default: 'False' },
    { name: 'json', takes: 'switch', description: 'Print JSON', default: 'False' },
    commonOptions.argsFile,
    commonOptions.backend,
    commonOptions.threads,
    commonOptions.trust,
    commonOptions.allowNewKeys,
  ],
  positional: 2,
  shownPositional: 1,
  others: 'Any other --name value overrides the config, as in `medbundle run`.',
  examples: [
    ['medbundle explain --config_file configs/train.json', 'lists the top-level ids'],
    ['medbundle explain train#trainer --config_file configs/train.json', 'tells all about one'],
    [
      'medbundle explain max_epochs --config_file a.json,b.json --max_epochs 2',
      'shows which layer won, and what it replaced',
    ],
  ],
  async run(input, { stdout }) {
    const { options } = input;
    const id = options.id('id');
    if (options.files('config_file') === undefined) {
      const fix = /\.(?:json5?|ya?ml)$/i.test(id ?? '') ? `write --config_file ${id}` : undefined;
      fail({ family: 'command', code: 'missing_option', option: 'config_file', why: 'it says what to explain', fix });
    }
    const explainer = await explainerFor(input);
    const explained = id === undefined ? explainer.outline() : await explainer.explain(id);
    const { colours, columns: width } = { colours: coloursFor(stdout), columns: stdout.columns };
    if (options.switch('json')) stdout.write(`${JSON.stringify(explained, null, 2)}\n`);
    else
      stdout.write(
        'length' in explained
          ? formatOutline(explained, { colours, width })
          : formatExplanation(explained, { colours, width }),
      );
    return 'value' in explained && options.switch('instantiate') && explained.value.state === 'failed' ? 1 : 0;
  },
});

async function explainerFor({ options, others, negations }: BundleCommandInput) {
  const [{ Explainer }, { mergeBundle, readBundle }, { admitScripts }, { registerShippedComponents }, { registry }] =
    await Promise.all([
      import('../../explain/explain.js'),
      import('../../workflow/read-bundle.js'),
      import('../../workflow/admit-scripts.js'),
      import('../../components.js'),
      import('../../registry/registry.js'),
    ]);
  registerShippedComponents();
  const sources = readBundle({ configFile: options.files('config_file') ?? [], metaFile: options.files('meta_file') });
  const parser = mergeBundle(sources, {
    configFile: [],
    overrides: others,
    negations,
    allowNewKeys: options.switch('allow_new_keys'),
    knownOptions: ['config_file', 'meta_file', 'instantiate'],
  });
  // Files that cannot be read and overrides that name nothing leave another config than the one asked about.
  if (sources.config.problems.length > 0) throw new BundleErrors(sources.config.problems);
  const admitted = await admitScripts(parser, sources.folders, registry, options.switch('trust'));
  const instantiate = options.switch('instantiate');
  if (instantiate) {
    const { selectBackend } = await import('../../backends/select.js');
    await selectBackend(options.text('backend'), { threads: options.count('threads') });
  }
  const faults = parser.check().map(admitted);
  return new Explainer(parser, { instantiate, registry, faults, savedSources: sources.saved?.sources });
}
