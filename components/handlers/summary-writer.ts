import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { Nullable } from '../../engine/registry/schema.js';
import { reportOutput } from '../../engine/types/outputs.js';
import { EventFile } from './event-file.js';

/** Pixels of 8 bits, rows first, channels last. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Writes scalars and images for TensorBoard to a folder (PyTorch's `SummaryWriter`). */
export class SummaryWriter {
  static readonly [exposed]: Exposed = {
    log_dir: property('logDir'),
    add_scalar: method('tag', 'scalar_value', 'global_step'),
    flush: method(),
    close: method(),
  };

  readonly #file: EventFile;

  constructor(readonly logDir: string) {
    this.#file = new EventFile(logDir);
  }

  addScalar(tag: string, value: number, step: number | null = 0): void {
    if (typeof value !== 'number') {
      const problem = `the value of "${tag}" is no number`;
      fail({ family: 'component', code: 'bad_input', component: 'SummaryWriter', problem });
    }
    this.#file.add({ tag, scalar: value }, step ?? 0);
    reportOutput({ kind: 'events', path: this.logDir });
  }

  /** Adds an image; grey ones become colour, as PyTorch writes them. */
  async addImage(tag: string, pixels: Pixels, step: number): Promise<void> {
    const { data, width, height, channels } = pixels;
    const colour = channels === 3 ? data : tripled(data);
    // Only runs that plot wait for the image library to load.
    const { default: sharp } = await import('sharp');
    const encoded = await sharp(colour, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    this.#file.add({ tag, image: { encoded, width, height, colorspace: 3 } }, step);
    reportOutput({ kind: 'events', path: this.logDir });
  }

  /** Adds grey frames of one size as an animated GIF. */
  async addAnimation(tag: string, frames: readonly Pixels[], step: number): Promise<void> {
    const [first] = frames;
    if (!first) return;
    const { width, height } = first;
    const stacked = Buffer.concat(frames.map(({ data }) => tripled(data)));
    const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const;
    const { default: sharp } = await import('sharp');
    const encoded = await sharp(stacked, { raw }).gif({ loop: 0 }).toBuffer();
    this.#file.add({ tag, image: { encoded, width, height, colorspace: 3 } }, step);
    reportOutput({ kind: 'events', path: this.logDir });
  }

  flush(): void {
    this.#file.flush();
  }

  close(): void {
    this.#file.flush();
  }
}

function tripled(grey: Uint8Array): Uint8Array {
  const colour = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index++) colour.fill(grey[index] ?? 0, index * 3, index * 3 + 3);
  return colour;
}

const Arguments = Type.Object({
  logDir: Nullable(Type.String({ description: 'The folder to write to; ./runs by default.' })),
  comment: Type.String({ default: '', description: 'What the default folder’s name ends with.' }),
  purgeStep: Nullable(Type.Integer({ description: 'Accepted for PyTorch.' })),
  maxQueue: Type.Integer({ default: 10, description: 'Accepted for PyTorch.' }),
  flushSecs: Type.Integer({ default: 120, description: 'Accepted for PyTorch.' }),
  filenameSuffix: Type.String({ default: '', description: 'Accepted for PyTorch.' }),
});

function writerOf({ logDir, comment }: Static<typeof Arguments>): SummaryWriter {
  return new SummaryWriter(logDir ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}${comment}`);
}

export const summaryWriter = component({
  name: 'SummaryWriter',
  modules: ['torch.utils.tensorboard', 'torch.utils.tensorboard.writer', 'tensorboardX'],
  kind: 'handler',
  description: 'Writes scalars and images for TensorBoard to a folder.',
  arguments: Arguments,
  create: writerOf,
});
