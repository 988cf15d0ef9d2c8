import { nearest } from '../../errors/suggest.js';
import { fail } from '../../errors.js';
import { getLogger } from '../../types/log.js';
import { bundleCommand, commonOptions } from '../bundle-command.js';

/** Arguments of Python's jsonschema.validate(), which MONAI hands on. */
const forJsonschema = ['cls', 'format_checker', 'registry', 'resolver', 'types'];

export const verifyMetadata = bundleCommand({
  name: 'verify_metadata',
  summary: "Check a bundle's metadata against the schema and the rules, and tell all faults",
  options: [
    { name: 'meta_file', takes: 'files', description: 'Metadata file (JSON or YAML), or several to merge' },
    {
      name: 'filepath',
      takes: 'file',
      description: 'A JSON Schema to use in place of ours; where there is none, ours is put there',
    },
    {
      name: 'create_dir',
      takes: 'truth',
      description: 'Whether the folder of --filepath may be made',
      default: 'True',
    },
    { name: 'hash_val', takes: 'text', description: "What the hash of the schema's file must be" },
    { name: 'hash_type', takes: 'word', description: 'md5, sha1, sha256 or sha512', default: 'md5' },
    commonOptions.argsFile,
  ],
  positional: 6,
  shownPositional: 0,
  others: `Arguments of Python's jsonschema.validate (${forJsonschema.join(', ')}) are accepted and mean nothing here.\nNothing is downloaded: MONAI fetches the schema that the metadata name, medbundle has its own.`,
  examples: [
    ['medbundle verify_metadata --meta_file configs/metadata.json', 'checks the metadata of the bundle in this folder'],
    [
      'medbundle verify_metadata --meta_file configs/metadata.json --filepath schema.json',
      'checks against a schema of your own',
    ],
  ],
  async run({ options, others, quiet }, { stdout }) {
    const logger = getLogger('medbundle');
    for (const name of Object.keys(others)) {
      if (!forJsonschema.includes(name)) refuse(name);
      logger.warning(`--${name} is for Python's jsonschema and means nothing here`);
    }
    const metaFile = options.files('meta_file');
    if (metaFile === undefined) {
      const fix = 'write --meta_file configs/metadata.json';
      fail({ family: 'command', code: 'missing_option', option: 'meta_file', why: 'it says what to check', fix });
    }
    const { verifyMetadata: verify } = await import('../../verify/verify-metadata.js');
    const hash = options.values.get('hash_val') ?? undefined;
    const { schema, isShipped, notices } = verify({
      metaFile,
      filepath: options.text('filepath', 'a file'),
      createDir: options.truth('create_dir'),
      hashVal: hash === undefined ? undefined : String(hash),
      hashType: options.text('hash_type'),
    });
    for (const notice of notices) logger.warning(notice);
    const by = isShipped ? 'the schema that ships with medbundle (nothing was downloaded)' : `the schema ${schema}`;
    if (!quiet) stdout.write(`the metadata are in order, by ${by}\n`);
    return 0;
  },
});

function refuse(option: string): never {
  const known = ['meta_file', 'filepath', 'create_dir', 'hash_val', 'hash_type', 'args_file'];
  fail({ family: 'command', code: 'unknown_option', option, suggestion: nearest(option, known), known });
}
