import { type Batch, type BatchSource, ImageBatch } from '../../../components/data/batch.js';
import { Philox } from '../../../components/random/philox.js';

/** Batches of 2-channel images of 8×8 pixels; the label, a square somewhere, shines through the first channel. */
export class Blobs implements BatchSource {
  closed = 0;

  constructor(
    readonly count: number,
    readonly batchSize = 2,
    readonly seed = 1,
  ) {}

  size(): number {
    return this.count;
  }

  async *batches(epoch: number): AsyncGenerator<Batch> {
    try {
      for (let index = 0; index < this.count; index++) yield this.#batch(epoch, index);
    } finally {
      this.closed++;
    }
  }

  async close(): Promise<void> {}

  #batch(epoch: number, index: number): Batch {
    const random = new Philox(this.seed).fork(index);
    const image = new Float32Array(this.batchSize * 2 * 64);
    const label = new Uint8Array(this.batchSize * 64);
    const metas = Array.from({ length: this.batchSize }, (_, item) => ({ filenameOrObj: `blob_${index}_${item}.png` }));
    for (let item = 0; item < this.batchSize; item++) {
      const [top, left] = [random.integer(0, 5), random.integer(0, 5)];
      for (let at = 0; at < 64; at++) {
        const [row, column] = [Math.floor(at / 8), at % 8];
        const inside = row >= top && row < top + 4 && column >= left && column < left + 4;
        label[item * 64 + at] = Number(inside);
        image[item * 128 + at] = Number(inside) + 0.2 * random.normal();
        image[item * 128 + 64 + at] = random.normal();
      }
    }
    const none = metas.map(() => []);
    return {
      image: new ImageBatch(image, [this.batchSize, 2, 8, 8], 'float32', metas, none),
      label: new ImageBatch(label, [this.batchSize, 1, 8, 8], 'uint8', metas, none),
      image_meta_dict: metas,
      epoch,
    };
  }
}
