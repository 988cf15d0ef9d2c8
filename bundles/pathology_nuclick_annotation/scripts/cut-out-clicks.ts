import { component, fail, getLogger, ImageArray, NdArray, type Static, Type } from 'medbundle';
import { AddClickSignalsd, type Sample, Transform } from 'medbundle/components';

const Arguments = Type.Object({
  image: Type.String({ default: 'image', description: 'Item of the image, [C, W, H].' }),
  foreground: Type.String({ default: 'foreground', description: 'Item of the clicks: a list of points [x, y].' }),
  patchSize: Type.Integer({ minimum: 1, default: 128, description: 'Side of the patch around each click, in pixels.' }),
});

const logger = getLogger('scripts.CutOutClicksd');

/**
 * Cuts the patch of each click out of an image, as MONAI's AddClickSignalsd does, for any image and any clicks: the image
 * becomes [clicks, C + 2, patchSize, patchSize]; added are `bounding_boxes` ([x0, y0, x1, y1], which may reach beyond an image
 * that is smaller than a patch: its edge is repeated there), `click_numbers` (1 for the first click), `img_width`, `img_height`.
 * Clicks outside of the image are left out, with a warning. Without any click there is one empty patch and no box.
 */
class CutOutClicks extends Transform {
  readonly #cut: AddClickSignalsd;

  constructor(readonly args: Static<typeof Arguments>) {
    super();
    const { image, foreground, patchSize } = args;
    this.#cut = new AddClickSignalsd({ image, foreground, bbSize: patchSize });
  }

  override apply(sample: Sample): Sample {
    const image = sample[this.args.image];
    if (!(image instanceof NdArray) || image.shape.length !== 3) {
      return refuse(`"${this.args.image}" must be an image [C, W, H]`, 'put LoadImaged and EnsureChannelFirstd before');
    }
    const [channels = 0, width = 0, height = 0] = image.shape;
    const clicks = clicksOf(sample[this.args.foreground], this.args.foreground);
    const inside = clicks.map(([x, y]) => x > -1 && x < width && y > -1 && y < height);
    const numbers = inside.flatMap((is, index) => (is ? [index + 1] : []));
    if (numbers.length < clicks.length) warn(sample, this.args.image, clicks, inside, width, height);
    const added = { click_numbers: numbers, img_width: width, img_height: height };
    if (numbers.length === 0) return { ...sample, ...this.#empty(image, channels), ...added };
    const padded = repeatEdge(image, this.args.patchSize);
    const kept = clicks.filter((_, index) => inside[index]);
    return {
      ...this.#cut.apply({ ...sample, [this.args.image]: padded, [this.args.foreground]: kept }),
      [this.args.foreground]: clicks,
      ...added,
    };
  }

  #empty(image: NdArray, channels: number): Sample {
    const shape = [1, channels + 2, this.args.patchSize, this.args.patchSize];
    const data = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    const meta = image instanceof ImageArray ? image.meta : undefined;
    return { [this.args.image]: new ImageArray(data, shape, 'float32', meta), bounding_boxes: [] };
  }
}

function clicksOf(value: unknown, key: string): (readonly [x: number, y: number])[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return refuse(`"${key}" must be a list of clicks`, 'write it as [[x, y], …]');
  return value.map((click: unknown) => {
    const [x, y]: unknown[] = Array.isArray(click) ? click : [];
    if (typeof x === 'number' && typeof y === 'number') return [x, y];
    return refuse(`a click in "${key}" is no point`, 'write the clicks as [[x, y], …]');
  });
}

function warn(
  sample: Sample,
  key: string,
  clicks: readonly (readonly number[])[],
  inside: readonly boolean[],
  width: number,
  height: number,
): void {
  const meta = sample[`${key}_meta_dict`];
  const file = typeof meta === 'object' && meta !== null && 'filename_or_obj' in meta ? meta.filename_or_obj : 'image';
  const left = clicks.flatMap((click, index) => (inside[index] ? [] : [`${index + 1} at [${click.join(', ')}]`]));
  logger.warning(`${file}: outside of the ${width}×${height} pixels, left out: click ${left.join(', ')}`);
}

/** The image made at least `size` long on both sides, its last pixels repeated. */
function repeatEdge(image: NdArray, size: number): NdArray {
  const [channels = 0, width = 0, height = 0] = image.shape;
  const [w, h] = [Math.max(width, size), Math.max(height, size)];
  if (w === width && h === height) return image;
  const data = new Float32Array(channels * w * h);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let x = 0; x < w; x++) {
      const line = (channel * width + Math.min(x, width - 1)) * height;
      for (let y = 0; y < h; y++) data[at++] = Number(image.data[line + Math.min(y, height - 1)]);
    }
  }
  return new ImageArray(data, [channels, w, h], 'float32', image instanceof ImageArray ? image.meta : undefined);
}

function refuse(problem: string, fix: string): never {
  return fail({ family: 'component', code: 'bad_input', component: 'CutOutClicksd', problem, fix });
}

export const cutOutClicks = component({
  name: 'CutOutClicksd',
  modules: ['scripts'],
  kind: 'transform',
  description: 'Cuts the patch of each click out of an image of any size, with channels that mark the clicks.',
  arguments: Arguments,
  create: (args) => new CutOutClicks(args),
});
