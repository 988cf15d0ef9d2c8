import { component, fail, NdArray, type Static, Type } from 'medbundle';
import { componentSizes, connectedComponents, MapTransform, type Sample } from 'medbundle/components';

const Arguments = Type.Object({
  keys: Type.Union([Type.String(), Type.Array(Type.String())], {
    description: 'Items of probabilities, [clicks, 1, w, h].',
  }),
  boundingBoxes: Type.String({ default: 'bounding_boxes', description: 'Item of [x0, y0, x1, y1] for each click.' }),
  numbers: Type.String({ default: 'click_numbers', description: 'Item of the number of each click, from 1.' }),
  width: Type.String({ default: 'img_width', description: "Item of the image's first extent." }),
  height: Type.String({ default: 'img_height', description: "Item of the image's second extent." }),
  threshold: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.5,
    description: 'Probability above which a pixel is nucleus.',
  }),
});

/**
 * Puts the patches around the clicks back into the image: probabilities [clicks, 1, w, h] become [1, W, H], uint16, with
 * 0 background, else the number of the nucleus' click. Of each patch the largest component above the threshold counts; where
 * nuclei overlap, the more probable one wins. What lies beyond the image is cut off.
 */
class AssembleInstances extends MapTransform {
  constructor(readonly args: Static<typeof Arguments>) {
    super('AssembleInstancesd', args.keys);
  }

  override apply(sample: Sample): Sample {
    const boxes = asBoxes(sample[this.args.boundingBoxes]);
    const given = sample[this.args.numbers];
    const numbers = Array.isArray(given) ? given.map(Number) : boxes.map((_, index) => index + 1);
    const width = Number(sample[this.args.width]);
    const height = Number(sample[this.args.height]);
    const result = { ...sample };
    for (const key of this.keys) {
      const patches = sample[key];
      if (!(patches instanceof NdArray) || !(patches.data instanceof Float32Array)) {
        return refuse(`"${key}" must be probabilities in float32`);
      }
      const { shape } = patches;
      // Without any click the network had one empty patch to work on.
      if (shape.length !== 4 || shape[0] !== Math.max(1, boxes.length) || shape[1] !== 1) {
        return refuse(`"${key}" is [${shape}] for ${boxes.length} clicks`);
      }
      const patch = [shape[2] ?? 0, shape[3] ?? 0] as const;
      result[key] = this.#assemble(patches.data, patch, boxes, numbers, width, height);
    }
    return result;
  }

  #assemble(
    probabilities: Float32Array,
    [w, h]: readonly [number, number],
    boxes: readonly (readonly number[])[],
    numbers: readonly number[],
    width: number,
    height: number,
  ): NdArray<'uint16'> {
    const instances = new Uint16Array(width * height);
    const best = new Float32Array(width * height);
    for (const [click, [x0 = 0, y0 = 0]] of boxes.entries()) {
      const patch = probabilities.subarray(click * w * h, (click + 1) * w * h);
      const largest = largestComponent(patch, [w, h], this.args.threshold);
      const [insideX, insideY] = [Math.min(w, width - x0), Math.min(h, height - y0)];
      for (let x = 0; x < insideX; x++) {
        for (let y = 0; y < insideY; y++) {
          const from = x * h + y;
          const to = (x0 + x) * height + y0 + y;
          const probability = patch[from] ?? 0;
          if (largest[from] === 0 || probability <= (best[to] ?? 0)) continue;
          instances[to] = numbers[click] ?? 0;
          best[to] = probability;
        }
      }
    }
    return new NdArray(instances, [1, width, height], 'uint16');
  }
}

/** 1 where the largest connected component of `patch > threshold` is, else 0. */
function largestComponent(patch: Float32Array, shape: readonly number[], threshold: number): Uint8Array {
  const components = connectedComponents(
    Uint8Array.from(patch, (probability) => (probability > threshold ? 1 : 0)),
    shape,
  );
  const sizes = componentSizes(components).fill(0, 0, 1);
  const largest = sizes.indexOf(Math.max(...sizes));
  return Uint8Array.from(components.labels, (label) => (label !== 0 && label === largest ? 1 : 0));
}

function asBoxes(value: unknown): readonly (readonly number[])[] {
  if (Array.isArray(value) && value.every((box) => Array.isArray(box) && box.length === 4)) return value;
  return refuse('the bounding boxes must be a list of [x0, y0, x1, y1]; AddClickSignalsd makes it');
}

function refuse(problem: string): never {
  return fail({ family: 'component', code: 'bad_input', component: 'AssembleInstancesd', problem });
}

export const assembleInstances = component({
  name: 'AssembleInstancesd',
  modules: ['scripts'],
  kind: 'transform',
  description: 'Puts the patches around the clicks back into one map of the image, numbered by click.',
  arguments: Arguments,
  create: (args) => new AssembleInstances(args),
});
