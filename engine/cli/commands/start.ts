import { relative, resolve } from 'node:path';
import { interruption } from '../../types/interrupt.js';
import { takeOutputs } from '../../types/outputs.js';
import { command, type Screens } from '../command.js';
import { type Colours, coloursFor } from '../report/colours.js';
import { durationText } from '../report/progress-text.js';
import type { StartContext } from '../start/steps.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { withTerminal } from '../with-terminal.js';

export const start = command({
  words: 'start',
  summary: 'See it all in three minutes: draw data, train, evaluate, segment what is clicked on',
  options: {
    output: { type: 'string', default: 'demo', describe: 'Folder for everything that is made' },
    epochs: { type: 'number', default: 6, describe: 'Epochs to train for' },
    limit: { type: 'number', default: 96, describe: 'Patches to train on, at most' },
    seed: { type: 'number', default: 0, describe: 'Another seed draws other tissue' },
    backend: { type: 'string', describe: 'Numerics to run on (default: the best that loads)' },
    threads: { type: 'number', describe: 'Threads for the numerics (default: one for each core)' },
  },
  least: { epochs: 1, limit: 1, seed: 0, threads: 1 },
  examples: [
    ['npm start', 'does the same from a clone of the repository'],
    ['medbundle start --epochs 20', 'trains longer'],
  ],
  run: (values, screens) => withTerminal(screens, () => startAll(values, screens)),
});

interface StartValues {
  readonly output: string;
  readonly epochs: number;
  readonly limit: number;
  readonly seed: number;
  readonly backend: string | undefined;
  readonly threads: number | undefined;
}

async function startAll({ output, ...values }: StartValues, screens: Screens): Promise<number> {
  const [{ steps }, { curveRecorder, Recording }, { registerShippedComponents }, { registry }, { mkdir }] =
    await Promise.all([
      import('../start/steps.js'),
      import('../start/curve-recorder.js'),
      import('../../components.js'),
      import('../../registry/registry.js'),
      import('node:fs/promises'),
    ]);
  const colours = coloursFor(screens.stdout);
  const say = (text: string): void => screens.stdout.write(`${text}\n`);
  const began = performance.now();
  const recording = new Recording();
  registerShippedComponents();
  registry.add(curveRecorder(recording));
  const folder = resolve(output);
  const results = resolve(folder, 'results');
  await mkdir(results, { recursive: true });
  const context: StartContext = { folder, results, ...values, recording, evaluated: undefined };
  const signals = stopOnSignals();
  try {
    for (const [index, step] of steps.entries()) {
      say(colours.bold(`${index + 1}/${steps.length} ${step.title}`));
      await step.run(context);
      if (interruption.requested) return signals.exitCode();
    }
  } finally {
    signals.release();
    takeOutputs();
  }
  for (const line of story(context, colours)) say(line);
  say(`${colours.green('finished')} in ${durationText((performance.now() - began) / 1000)}`);
  return 0;
}

/** What came of it, and where to look. */
function story({ recording, epochs, evaluated, results }: StartContext, colours: Colours): string[] {
  const dice = recording.metric('validation').slice(0, epochs);
  const shown = (value: number | undefined): string => value?.toFixed(3) ?? '–';
  const place = relative(process.cwd(), results);
  return [
    '',
    `Dice by epoch: ${dice.map(([, value]) => shown(value)).join(' → ')}`,
    `Dice of the best model, loaded again: ${colours.bold(shown(evaluated))}`,
    `Curves and overlays: ${colours.bold(place.startsWith('..') ? results : place)}`,
  ];
}
