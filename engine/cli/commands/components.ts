import { command } from '../command.js';
import { coloursFor } from '../report/colours.js';
import { formatComponent, formatComponentList } from '../report/component-text.js';

export const components = command({
  words: 'components [name]',
  summary: 'List what configs can name, or show what one component takes',
  options: {
    kind: { type: 'string', describe: 'Only components of this kind: transform, loss, handler, …' },
  },
  positionals: {
    name: { type: 'string', describe: 'As a config names it: LoadImaged, torch.optim.Adam' },
  },
  examples: [
    ['medbundle components', 'lists them all'],
    ['medbundle components LoadImaged', 'shows its arguments with defaults'],
  ],
  async run({ name, kind }, { stdout }) {
    const [{ registerShippedComponents }, { registry }] = await Promise.all([
      import('../../components.js'),
      import('../../registry/registry.js'),
    ]);
    registerShippedComponents();
    const colours = coloursFor(stdout);
    const text = name
      ? formatComponent(registry.resolve(name), colours)
      : formatComponentList(registry.components(), kind, colours);
    stdout.write(text);
    return 0;
  },
});
