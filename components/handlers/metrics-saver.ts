import { type Static, Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { ImageArray, NdArray } from '../../engine/types/index.js';
import { reportOutput } from '../../engine/types/outputs.js';
import { decollateBatch } from '../data/decollate-batch.js';
import { isMapping } from '../data/mapping.js';
import type { Engine } from '../trainers/engine.js';
import { interleaved } from '../trainers/epoch-exchange.js';
import { Events } from '../trainers/events.js';
import { writeMetricsReport } from './metrics-report.js';

const names = (description: string) => Type.Union([Type.String(), Type.Array(Type.String())], { description });

const Arguments = Type.Object({
  saveDir: Type.String({ description: 'The folder to write to; it is made when needed.' }),
  metrics: Type.Union([Type.String(), Type.Array(Type.String()), Type.Null()], {
    default: '*',
    description: 'The metrics to write to metrics.csv; "*" for all.',
  }),
  metricDetails: Nullable(names('The metrics whose values of each image to write, too; "*" for all.')),
  batchTransform: Nullable(
    Callback<(batch: unknown) => unknown>(
      'Picks the metadata of the images out of the batch, for their file names; the batch itself by default.',
    ),
  ),
  summaryOps: Nullable(
    names('Summaries of these values: mean, median, max, min, <n>percentile, std, notnans; "*" for all.'),
  ),
  saveRank: Type.Integer({ minimum: 0, default: 0, description: 'The rank that writes.' }),
  delimiter: Type.String({ default: ',', description: 'What stands between two columns.' }),
  outputType: Type.String({ default: 'csv', description: 'The form of the files; "csv" is the only one.' }),
});

/** Writes an engine's metrics, and the values of each image behind them, to CSV files after each epoch (MONAI's `MetricsSaver`). */
export class MetricsSaver {
  static readonly [exposed]: Exposed = { attach: method('engine'), __call__: method('engine').as('handle') };

  readonly #metrics: readonly string[] | null;
  readonly #details: readonly string[] | null;
  readonly #operations: readonly string[] | null;
  #files: string[] = [];

  constructor(readonly options: Static<typeof Arguments>) {
    if (options.outputType.toLowerCase() !== 'csv') {
      fail({
        family: 'component',
        code: 'invalid_argument',
        component: 'MetricsSaver',
        argument: 'output_type',
        expected: '"csv"',
        got: JSON.stringify(options.outputType),
      });
    }
    this.#metrics = listOf(options.metrics);
    this.#details = listOf(options.metricDetails);
    this.#operations = listOf(options.summaryOps);
  }

  attach(engine: Engine): void {
    engine.exchange.add(`files of ${this.options.saveDir}`, this);
    engine.addEventHandler(Events.EPOCH_STARTED, () => {
      this.#files = [];
    });
    engine.addEventHandler(Events.ITERATION_COMPLETED, () => this.#collectFiles(engine));
    engine.addEventHandler(Events.EPOCH_COMPLETED, this);
  }

  async handle(engine: Engine): Promise<void> {
    const { saveDir, saveRank, delimiter } = this.options;
    const { state } = engine;
    if (state.rank !== saveRank) return;
    const details: Record<string, NdArray> = {};
    for (const [name, values] of chosen(state.metricDetails, this.#details)) {
      if (values instanceof NdArray) details[name] = values;
    }
    const metrics = Object.fromEntries(chosen(state.metrics, this.#metrics));
    const images = this.#files.length > 0 ? this.#files : null;
    await writeMetricsReport({ saveDir, images, metrics, details, summaryOps: this.#operations, delimiter });
    reportOutput({ kind: 'metrics', path: saveDir });
  }

  /** The files of the epoch so far. */
  share(): unknown {
    return this.#files;
  }

  /** Where only some ranks name their images, nobody knows which values are theirs: numbers take the names' place. */
  takeShares(shares: readonly unknown[]): void {
    const lists = shares.map((share) => (Array.isArray(share) ? share.map(String) : undefined));
    const known = lists.filter((list) => list !== undefined);
    this.#files = known.length === lists.length ? interleaved(known) : [];
  }

  resumeState(): unknown {
    return this.#files;
  }

  resumeFrom(state: unknown): void {
    this.#files = Array.isArray(state) ? state.map(String) : [];
  }

  #collectFiles(engine: Engine): void {
    if (!this.#details) return;
    const { batchTransform } = this.options;
    const picked = batchTransform ? batchTransform(engine.state.batch) : engine.state.batch;
    const metas: unknown[] = Array.isArray(picked) ? picked : isMapping(picked) ? decollateBatch(picked) : [];
    // from_engine gives a list of lists where the batch is still a mapping.
    for (const meta of metas.flat(1)) this.#files.push(fileOf(meta));
  }
}

function listOf(value: string | readonly string[] | null): readonly string[] | null {
  return typeof value === 'string' ? [value] : value;
}

function chosen<T>(all: Readonly<Record<string, T>>, names: readonly string[] | null): [string, T][] {
  if (!names) return [];
  return Object.entries(all).filter(([name]) => names.includes('*') || names.includes(name));
}

/** The file an image came from, by its metadata; `None` where it is not known, as MONAI writes. */
function fileOf(meta: unknown): string {
  const facts: unknown = meta instanceof ImageArray ? meta.meta : meta;
  if (!isMapping(facts)) return 'None';
  const file = facts.filename_or_obj ?? facts.filenameOrObj;
  return typeof file === 'string' ? file : 'None';
}

export const metricsSaver = component({
  name: 'MetricsSaver',
  modules: ['monai.handlers', 'monai.handlers.metrics_saver'],
  kind: 'handler',
  description: 'Writes metrics, and the values of each image behind them, to CSV files after each epoch.',
  arguments: Arguments,
  create: (args) => new MetricsSaver(args),
});
