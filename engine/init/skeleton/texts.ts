import type { MeasuredNetwork } from '../measure-network.js';
import { isPicture } from './parts.js';

/** `docs/README.md`. */
export function readme(network: MeasuredNetwork): string {
  const inferred = isPicture(network)
    ? 'Inference writes a mask beside each image of `data/images`, to `eval/`.'
    : 'Inference compares its predictions with `data/labels`, and writes the result to `eval/`.';
  return `# Your bundle

Say what the network does, for whom, and how well.

## Run it

In the folder of the bundle, with medbundle or, word for word, with \`python -m monai.bundle\` in its place:

\`\`\`sh
medbundle run --config_file configs/train.json        # trains, and keeps the best model in models/model.pt
medbundle run --config_file configs/inference.json
\`\`\`

${inferred}

## Make it yours

- \`data/\` holds eight images that were drawn to start with. Put yours into \`data/images\` and \`data/labels\` (one label for
  each image, 0 for the background), or name another folder: \`--dataset_dir /path\`. \`val_count\` of them validate.
- \`configs/\` say what happens: the network under \`network_def\`, the transforms under \`preprocessing\`. Any value can be set
  from the command line: \`--max_epochs 50 --learning_rate 1e-3\`.
- \`configs/metadata.json\` says what the network takes and gives. Check it after each change:

  \`\`\`sh
  medbundle verify_metadata --meta_file configs/metadata.json
  medbundle verify_net_in_out --config_file configs/inference.json
  \`\`\`
- \`LICENSE\` waits for your terms.
`;
}

/** `LICENSE` and `docs/data_license.txt`. */
export const license = 'Select a license and place its terms here\n';
export const dataLicense = 'Select a license for the data set and place its terms here\n';

/** `configs/logging.conf`, in the format of Python's logging.config. */
export const loggingConf = `[loggers]
keys=root

[handlers]
keys=console

[formatters]
keys=line

[logger_root]
level=INFO
handlers=console

[handler_console]
class=StreamHandler
level=INFO
formatter=line
args=(sys.stdout,)

[formatter_line]
format=%(asctime)s %(levelname)s: %(message)s
`;
