import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';
import { itemsOf } from '../metrics/elements.js';
import type { Engine } from '../trainers/engine.js';
import { Events } from '../trainers/events.js';
import { plotImage } from './plot-image.js';
import { SummaryWriter } from './summary-writer.js';
import { tensorBoardArguments } from './tensorboard-stats-handler.js';

type DataTransform = (data: unknown) => unknown;

const Arguments = Type.Object({
  ...tensorBoardArguments,
  interval: Type.Integer({ minimum: 1, default: 1, description: 'Epochs or iterations between two plots.' }),
  epochLevel: Type.Boolean({ default: true, description: 'Whether the interval counts epochs, or iterations.' }),
  batchTransform: Nullable(Callback<DataTransform>('Picks (images, labels) out of the batch.')),
  outputTransform: Nullable(Callback<DataTransform>('Picks the predictions out of the output.')),
  globalIterTransform: Nullable(Callback<(step: number) => unknown>('The step to write for the epoch or iteration.')),
  index: Type.Integer({ default: 0, description: 'Which item of the batch to plot.' }),
  maxChannels: Type.Integer({
    minimum: 1,
    default: 1,
    description: 'How many channels to plot; 3 plots three channels as colours.',
  }),
  frameDim: Type.Integer({ default: -3, description: 'The axis of volumes, [N, C, H, W, D], that becomes time.' }),
  maxFrames: Type.Integer({ default: 64, description: 'Accepted for MONAI, which uses it for tensorboardX videos.' }),
});

/** Shows an image, its label and its prediction in TensorBoard (MONAI's `TensorBoardImageHandler`). */
export class TensorBoardImageHandler {
  static readonly [exposed]: Exposed = {
    attach: method('engine'),
    __call__: method('engine').as('handle'),
    close: method(),
  };

  readonly #writer: SummaryWriter;

  constructor(readonly options: Static<typeof Arguments>) {
    this.#writer = options.summaryWriter ?? new SummaryWriter(options.logDir);
  }

  attach(engine: Engine): void {
    const event = this.options.epochLevel ? Events.EPOCH_COMPLETED : Events.ITERATION_COMPLETED;
    engine.addEventHandler(event.every(this.options.interval), this);
  }

  /** @throws BundleError bad_input when the transforms do not give images */
  async handle(engine: Engine): Promise<void> {
    const { epochLevel, batchTransform, outputTransform, globalIterTransform } = this.options;
    const { state } = engine;
    const count = epochLevel ? state.epoch : state.iteration;
    const step = Number(globalIterTransform ? globalIterTransform(count) : count);
    const pair = batchTransform ? batchTransform(state.batch) : state.batch;
    const [images, labels]: unknown[] = Array.isArray(pair) ? pair : [];
    const predictions = outputTransform ? outputTransform(state.output) : state.output;
    await this.#plot(images, 'input_0', step, 'batch_transform must give (images, labels)');
    await this.#plot(labels, 'input_1', step, 'batch_transform must give (images, labels)');
    await this.#plot(predictions, 'output', step, 'output_transform must give the predictions');
    this.#writer.flush();
  }

  async #plot(data: unknown, tag: string, step: number, needed: string): Promise<void> {
    const { index, maxChannels, frameDim } = this.options;
    const items: readonly unknown[] = data instanceof NdArray ? itemsOf(data) : Array.isArray(data) ? data : [data];
    const item = items.at(index);
    if (item === null) return;
    if (!(item instanceof NdArray)) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'TensorBoardImageHandler',
        problem: needed,
        fix: "use $monai.handlers.from_engine(['image', 'label']) and $monai.handlers.from_engine(['pred'])",
      });
    }
    await plotImage(item, this.#writer, { step, tag, maxChannels, frameDim });
  }

  close(): void {
    this.#writer.close();
  }
}

export const tensorBoardImageHandler = component({
  name: 'TensorBoardImageHandler',
  modules: ['monai.handlers', 'monai.handlers.tensorboard_handlers'],
  kind: 'handler',
  description: 'Shows an image, its label and its prediction in TensorBoard.',
  arguments: Arguments,
  create: (args) => new TensorBoardImageHandler(args),
});
