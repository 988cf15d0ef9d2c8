import { command } from '../command.js';

export const schemas = command({
  words: 'schemas',
  summary: 'Write the JSON Schemas with which editors complete and check configs',
  options: {
    output: { type: 'string', default: 'schemas', describe: 'Folder to write into' },
    check: { type: 'boolean', default: false, describe: 'Write nothing; fail when a file is out of date' },
  },
  examples: [['medbundle schemas --check', 'tells whether schemas/ fits the components']],
  async run({ output, check }, { stdout, stderr }) {
    const [{ registerShippedComponents }, { registry }, { staleSchemas, writeSchemas }] = await Promise.all([
      import('../../components.js'),
      import('../../registry/registry.js'),
      import('../../registry/schemas.js'),
    ]);
    registerShippedComponents();
    if (!check) {
      for (const path of await writeSchemas(registry, output)) stdout.write(`${path}\n`);
      return 0;
    }
    const stale = await staleSchemas(registry, output);
    for (const path of stale) stderr.write(`${path} is out of date: run \`npm run schemas\`\n`);
    return stale.length > 0 ? 1 : 0;
  },
});
