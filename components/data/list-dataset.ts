import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, property } from '../../engine/registry/exposed.js';
import type { Random } from '../../engine/types/index.js';
import type { Compose } from '../transforms/compose.js';
import type { Sample } from '../transforms/transform.js';
import { Dataset } from './dataset.js';
import type { DatasetShare, ListShare } from './dataset-share.js';
import { encode, Unsendable } from './message.js';
import { asPipeline, pipelineRecipe, TransformArgument, type Transforms } from './pipeline.js';

/** The schema of a data list. */
export const DataArgument = Type.Array(Type.Unknown(), {
  description: 'The data list: for each sample a mapping of keys to file paths and values.',
});

/** A list of samples with a transform (MONAI's `Dataset`). */
export class ListDataset extends Dataset {
  static override readonly [exposed]: Exposed = { data: property(), transform: property('pipeline') };

  readonly pipeline: Compose;
  #data: readonly unknown[];
  #share: DatasetShare | undefined;

  constructor(data: readonly unknown[], transform: Transforms = null) {
    super();
    this.#data = data;
    this.pipeline = asPipeline(transform);
  }

  /** The data list. */
  get data(): readonly unknown[] {
    return this.#data;
  }

  protected replaceData(data: readonly unknown[]): void {
    this.#data = data;
    this.#share = undefined;
  }

  size(): number {
    return this.data.length;
  }

  item(index: number, random: Random): Sample | Promise<Sample> {
    return this.pipeline.apply(this.data[index], random) as Sample | Promise<Sample>;
  }

  override source(index: number): unknown {
    return this.data[index];
  }

  override share(): DatasetShare {
    this.#share ??= this.shareList();
    return this.#share;
  }

  protected shareList(): ListShare | { readonly kind: 'alone'; readonly why: string } {
    const pipeline = pipelineRecipe(this.pipeline);
    if ('why' in pipeline) return { kind: 'alone', why: pipeline.why };
    try {
      return { kind: 'list', data: encode(this.data), pipeline };
    } catch (error) {
      if (error instanceof Unsendable) return { kind: 'alone', why: `its data list holds ${error.what}` };
      throw error;
    }
  }
}

export const listDataset = component({
  name: 'Dataset',
  modules: ['monai.data', 'monai.data.dataset'],
  kind: 'dataset',
  description: 'A list of samples with a transform that is applied each time one is asked for.',
  arguments: Type.Object({ data: DataArgument, transform: TransformArgument }),
  create: ({ data, transform }) => new ListDataset(data, transform),
});
