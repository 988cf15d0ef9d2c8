import {
  Callback,
  component,
  type Exposed,
  exposed,
  Instance,
  method,
  NdArray,
  Nullable,
  type Static,
  Type,
} from 'medbundle';
import { type Engine, Events, SummaryWriter } from 'medbundle/components';

type Pick = (data: unknown) => unknown;

const Arguments = Type.Object({
  summaryWriter: Nullable(
    Instance<SummaryWriter>('a SummaryWriter', (value) => value instanceof SummaryWriter, {
      description: 'Where to write; a new one in log_dir by default.',
    }),
  ),
  logDir: Type.String({ default: './runs', description: 'Folder of the event file.' }),
  tagName: Type.String({ default: 'val', description: 'First part of the tags.' }),
  interval: Type.Integer({ minimum: 1, default: 1, description: 'Epochs between two pictures.' }),
  batchTransform: Nullable(Callback<Pick>('Picks the samples out of the batch.')),
  outputTransform: Nullable(Callback<Pick>('Picks the samples out of the output.')),
  batchLimit: Type.Integer({ minimum: 1, default: 1, description: 'How many items to show.' }),
  device: Type.Unknown({ default: null, description: 'No effect; as in MONAI.' }),
});

/**
 * Shows the first items of an epoch's last batch in TensorBoard, side by side: the picture, its label, the prediction, the
 * click and the clicks on others.
 */
class TensorBoardImageHandler {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  readonly #writer: SummaryWriter;

  constructor(readonly args: Static<typeof Arguments>) {
    this.#writer = args.summaryWriter ?? new SummaryWriter(args.logDir);
  }

  attach(engine: Engine): void {
    engine.addEventHandler(Events.EPOCH_COMPLETED.every(this.args.interval), this);
  }

  async handle(engine: Engine): Promise<void> {
    const { batchTransform, outputTransform, batchLimit, tagName } = this.args;
    const { batch, output, epoch } = engine.state;
    const samples = asSamples(batchTransform ? batchTransform(batch) : batch);
    const results = asSamples(outputTransform ? outputTransform(output) : output);
    for (const [index, sample] of samples.slice(0, batchLimit).entries()) {
      const panels = panelsOf(sample, results[index] ?? {});
      if (panels) await this.#writer.addImage(`${tagName}/${index}`, panels, epoch);
    }
    this.#writer.flush();
  }
}

function asSamples(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}

/** Five panels in a row, rows first: arrays here are [C, W, H], as MONAI reads pictures. */
function panelsOf(sample: Record<string, unknown>, result: Record<string, unknown>) {
  const { image } = sample;
  const { label, pred } = result;
  if (!(image instanceof NdArray) || !(label instanceof NdArray) || !(pred instanceof NdArray)) return undefined;
  const [, w = 0, h = 0] = image.shape;
  const width = w * 5;
  const data = new Uint8Array(width * h * 3);
  const size = w * h;
  for (let x = 0; x < w; x++) {
    for (let y = 0; y < h; y++) {
      const from = x * h + y;
      const channel = (index: number): number => Number(image.data[index * size + from] ?? 0);
      const grey = (value: number): readonly number[] => (value > 0 ? [255, 255, 255] : [0, 0, 0]);
      const picture = [0, 1, 2].map((index) => Math.max(0, Math.min(255, Math.round((channel(index) + 1) * 127.5))));
      const masks = [Number(label.data[from]), Number(pred.data[from]), channel(3), channel(4)].map(grey);
      for (const [panel, colour] of [picture, ...masks].entries()) data.set(colour, (y * width + panel * w + x) * 3);
    }
  }
  return { data, width, height: h, channels: 3 as const };
}

export const tensorBoardImageHandler = component({
  name: 'TensorBoardImageHandler',
  modules: ['scripts'],
  kind: 'handler',
  description: 'Shows pictures, labels, predictions and clicks in TensorBoard.',
  arguments: Arguments,
  create: (args) => new TensorBoardImageHandler(args),
});
