import { progress } from '../../types/progress.js';
import { command } from '../command.js';
import { withTerminal } from '../with-terminal.js';

export const dataDemo = command({
  words: 'data demo',
  summary: "Draw an artificial tissue data set in CoNSeP's layout, to start without a download",
  options: {
    output: { type: 'string', demandOption: true, describe: 'Folder to make' },
    seed: { type: 'number', default: 0, describe: 'Another seed draws other tissue' },
    train_images: { type: 'number', default: 16, describe: 'Images to train on' },
    test_images: { type: 'number', default: 4, describe: 'Images to test on' },
    size: { type: 'number', default: 256, describe: 'Side of an image in pixels, at least 64' },
  },
  least: { seed: 0, train_images: 1, test_images: 1, size: 64 },
  examples: [['medbundle data demo --output CoNSeP', 'draws 20 images; cut them with `medbundle data consep`']],
  run: (values, screens) =>
    withTerminal(screens, async () => {
      const { drawDemo } = await import('../../../scripts/data/demo.js');
      const bar = progress.start({
        label: 'Drawing',
        total: values.train_images + values.test_images,
        unit: 'images',
      });
      const summary = await drawDemo({
        output: values.output,
        seed: values.seed,
        trainImages: values.train_images,
        testImages: values.test_images,
        size: values.size,
        onProgress: () => bar.tick(),
      });
      bar.done();
      screens.stdout.write(`${summary.images} images with ${summary.nuclei} nuclei\n${summary.output}\n`);
      return 0;
    }),
});
