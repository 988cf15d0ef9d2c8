import { progress } from '../../types/progress.js';
import { command } from '../command.js';
import { withTerminal } from '../with-terminal.js';

export const dataConsep = command({
  words: 'data consep',
  summary: 'Cut the CoNSeP data set into one patch for each nucleus',
  options: {
    input: { type: 'string', demandOption: true, describe: 'Folder with Train|Test/{Images/*.png,Labels/*.mat}' },
    output: { type: 'string', demandOption: true, describe: 'Folder to make' },
    crop_size: { type: 'number', default: 128, describe: 'Side of a patch in pixels' },
    limit: { type: 'number', default: 0, describe: 'Patches at most in each part; 0 for all' },
    min_area: { type: 'number', default: 80, describe: 'Leave out nuclei with fewer pixels in their patch' },
    min_distance: { type: 'number', default: 20, describe: 'Leave out nuclei nearer to the border, in pixels' },
    threads: { type: 'number', describe: 'Threads at most (default: one for each core)' },
  },
  least: { crop_size: 1, limit: 0, min_area: 0, min_distance: 0, threads: 1 },
  examples: [['medbundle data consep --input CoNSeP --output data', 'writes data/dataset.json and the patches']],
  run: (values, screens) =>
    withTerminal(screens, async () => {
      const { prepareConsep } = await import('../../../scripts/data/consep.js');
      let bar: ReturnType<typeof progress.start> | undefined;
      let before = 0;
      const summary = await prepareConsep({
        input: values.input,
        output: values.output,
        cropSize: values.crop_size,
        limit: values.limit,
        minArea: values.min_area,
        minDistance: values.min_distance,
        threads: values.threads,
        onProgress: ({ done, total, patches }) => {
          bar ??= progress.start({ label: 'Cutting', total, unit: 'images' });
          bar.tick(done - before, `${patches} patches`);
          before = done;
        },
      });
      bar?.done();
      for (const [part, { images, patches, tooSmall, nearBorder }] of Object.entries(summary.parts)) {
        const left = `left out: ${tooSmall} too small, ${nearBorder} near the border`;
        screens.stdout.write(`${part}: ${patches} patches of ${images} images (${left})\n`);
      }
      screens.stdout.write(`${summary.datasetJson}\n`);
      return 0;
    }),
});
