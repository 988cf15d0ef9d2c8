import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { float32Text, floatText } from '../../components/handlers/decimal-text.js';
import { fromEngine } from '../../components/handlers/from-engine.js';
import { handlers } from '../../components/handlers/index.js';
import { formatKeyValue } from '../../components/handlers/key-value-format.js';
import { writeMetricsReport } from '../../components/handlers/metrics-report.js';
import { plotImage } from '../../components/handlers/plot-image.js';
import { SummaryWriter } from '../../components/handlers/summary-writer.js';
import { valueText } from '../../components/handlers/value-text.js';
import type { Engine } from '../../components/trainers/engine.js';
import { Events } from '../../components/trainers/events.js';
import { FunctionEngine } from '../../components/trainers/function-engine.js';
import type { Attachable } from '../../components/trainers/workflow.js';
import { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { componentOf } from './component-of.js';
import { type EventRecord, readEvents } from './event-records.js';

/** How far our handlers are from MONAI's. For texts: the number of lines that differ. */
export async function* differences(): AsyncIterable<Difference> {
  yield* textDifferences();
  yield* statsDifferences();
  yield* reportDifferences();
  yield* stoppingDifferences();
  yield* scheduleDifferences();
  yield* plotDifferences();
}

/** A number, or the name of one that JSON cannot hold. */
type NumberJson = number | 'nan' | 'inf' | '-inf';

const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY } as const;

function numberOf(value: NumberJson): number {
  return typeof value === 'number' ? value : special[value];
}

async function* textDifferences(): AsyncIterable<Difference> {
  interface Texts {
    readonly formatted: readonly (readonly [string, string, NumberJson, string])[];
    readonly floats: readonly (readonly [NumberJson, string])[];
    readonly float32s: readonly (readonly [NumberJson, string])[];
    readonly tensors: readonly (readonly [ArrayJson, string])[];
    readonly mappings: readonly (readonly [Readonly<Record<string, number>>, string])[];
  }
  const { formatted, floats, float32s, tensors, mappings } = await readFixture<Texts>('handlers', 'texts');
  const cases: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['str.format', formatted.map(([format, key, value, text]) => [formatKeyValue(format, key, numberOf(value)), text])],
    ['str(float)', floats.map(([value, text]) => [floatText(numberOf(value)), text])],
    ['str(numpy.float32)', float32s.map(([value, text]) => [float32Text(numberOf(value)), text])],
    ['str(torch.Tensor)', tensors.map(([array, text]) => [valueText(arrayOf(array)), text])],
    ['str(dict)', mappings.map(([mapping, text]) => [valueText(mapping), text])],
  ];
  for (const [name, pairs] of cases) yield text('texts', name, differing(pairs));
}

async function* statsDifferences(): AsyncIterable<Difference> {
  interface Case {
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly lines: readonly string[];
  }
  const functions: Readonly<Record<string, unknown>> = {
    loss: fromEngine(['loss'], true),
    none: () => null,
    all: (output: unknown) => (Array.isArray(output) ? output[0] : output),
    even: (_: Engine, count: number) => count % 2 === 0,
    'plus ten': (epoch: number) => epoch + 10,
  };
  const epoch = [
    { loss: 0.5, other: 2 },
    { loss: 0.25, other: 1e-6 },
    { loss: 1 / 3, other: 12345.678 },
  ];
  const outputs = [...epoch, ...epoch];
  const metrics = [
    { b: 0.5, a: 0.03125, many: { label_1: 0.25, label_0: 1 } },
    { b: 1, a: Number.NaN },
  ];
  for (const [index, one] of (await readFixture<readonly Case[]>('handlers', 'StatsHandler')).entries()) {
    const given = Object.entries(one.arguments).map(([key, value]) => {
      const named = key !== 'tag_name' && key !== 'key_var_format' && typeof value === 'string';
      return [key, named ? functions[value] : value] as const;
    });
    const name = `parity.stats${index}`;
    const handler = componentOf(handlers, 'StatsHandler', { name, ...Object.fromEntries(given) }) as Attachable;
    const lines: string[] = [];
    getLogger(name).handlers = [{ level: 0, handle: ({ message }) => lines.push(message) }];
    getLogger(name).propagate = false;
    const engine = new FunctionEngine(({ state }) => [outputs[state.iteration - 1]]);
    engine.state.keyMetricName = 'a';
    engine.addEventHandler(Events.EPOCH_COMPLETED, ({ state }) => {
      state.metrics = { ...metrics[state.epoch - 1] };
      if (state.epoch === 2) Object.assign(state, { bestMetric: 1e-5, bestMetricEpoch: 2 });
    });
    handler.attach(engine);
    await engine.run([0, 1, 2], 2);
    const pairs = Array.from(
      { length: Math.max(lines.length, one.lines.length) },
      (_, at) => [lines[at], one.lines[at]] as const,
    );
    yield text('StatsHandler', JSON.stringify(one.arguments), differing(pairs));
  }
}

async function* reportDifferences(): AsyncIterable<Difference> {
  interface Case {
    readonly details: ArrayJson;
    readonly arguments: { readonly summary_ops?: string | readonly string[] | null; readonly deli?: string };
    readonly images?: readonly string[];
    readonly files: Readonly<Record<string, string>>;
  }
  for (const [index, one] of (await readFixture<readonly Case[]>('handlers', 'MetricsSaver')).entries()) {
    const operations = one.arguments.summary_ops ?? null;
    const files = await inFolder(async (saveDir) => {
      await writeMetricsReport({
        saveDir,
        images: one.images ?? null,
        metrics: {
          val_mean_dice: 0.8123456789,
          val_accuracy: 1,
          classes: new NdArray(Float32Array.of(0.5, 0.25), [2], 'float32'),
          nan: Number.NaN,
        },
        details: { dice: arrayOf(one.details) },
        summaryOps: typeof operations === 'string' ? [operations] : operations,
        delimiter: one.arguments.deli ?? ',',
      });
      const names = await readdir(saveDir);
      return Promise.all(names.map(async (name) => [name, await readFile(join(saveDir, name), 'utf8')] as const));
    });
    const ours = Object.fromEntries(files);
    const names = [...new Set([...Object.keys(ours), ...Object.keys(one.files)])];
    yield text('MetricsSaver', `report ${index}`, differing(names.map((name) => [ours[name], one.files[name]])));
  }
}

async function* stoppingDifferences(): AsyncIterable<Difference> {
  interface Case {
    readonly scores: readonly number[];
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly epochs: number;
  }
  for (const { scores, arguments: given, epochs } of await readFixture<readonly Case[]>(
    'handlers',
    'EarlyStopHandler',
  )) {
    const engine = new FunctionEngine(() => null);
    const scoreFunction = ({ state }: Engine): unknown => scores[state.epoch - 1];
    const handler = componentOf(handlers, 'EarlyStopHandler', {
      score_function: scoreFunction,
      trainer: engine,
      ...given,
    }) as Attachable;
    handler.attach(engine);
    await engine.run([0], scores.length);
    const name = `${JSON.stringify(given)} of ${scores.join(' ')}`;
    yield text('EarlyStopHandler', name, Math.abs(engine.state.epoch - epochs));
  }
}

async function* scheduleDifferences(): AsyncIterable<Difference> {
  interface Case {
    readonly value_calculator: string;
    readonly vc_kwargs: Readonly<Record<string, unknown>>;
    readonly values: readonly number[];
  }
  for (const { values, ...given } of await readFixture<readonly Case[]>('handlers', 'ParamSchedulerHandler')) {
    const seen: number[] = [];
    const setter = (value: number): number => seen.push(value);
    const handler = componentOf(handlers, 'ParamSchedulerHandler', {
      parameter_setter: setter,
      ...given,
    }) as Attachable;
    const engine = new FunctionEngine(() => null);
    handler.attach(engine);
    await engine.run(Array.from(values.keys()), 1);
    const difference = Math.max(...values.map((value, index) => Math.abs(value - (seen[index] ?? Number.NaN))));
    yield { component: 'ParamSchedulerHandler', case: given.value_calculator, difference, tolerance: 1e-9 };
  }
}

async function* plotDifferences(): AsyncIterable<Difference> {
  interface Case {
    readonly image: ArrayJson;
    readonly max_channels: number;
    readonly images: readonly { readonly tag: string; readonly step: number; readonly pixels?: ArrayJson }[];
  }
  for (const { image, max_channels: maxChannels, images } of await readFixture<readonly Case[]>(
    'handlers',
    'TensorBoardImageHandler',
  )) {
    const step = images[0]?.step ?? 0;
    const records = await inFolder(async (folder) => {
      const writer = new SummaryWriter(folder);
      await plotImage(arrayOf(image), writer, { step, tag: 'output', maxChannels, frameDim: -3 });
      writer.flush();
      const [file = ''] = await readdir(folder);
      return readEvents(await readFile(join(folder, file))).records;
    });
    const name = `${image.dtype} [${image.shape.join(', ')}], ${maxChannels} channels`;
    const named = (list: readonly { readonly tag: string; readonly step: number }[]): string[] =>
      list.map(({ tag, step: at }) => `${tag} ${at}`);
    const [ours, theirs] = [named(records), named(images)];
    const pairs = Array.from(
      { length: Math.max(ours.length, theirs.length) },
      (_, at) => [ours[at], theirs[at]] as const,
    );
    yield text('TensorBoardImageHandler', `tags, ${name}`, differing(pairs));
    for (const [index, { pixels }] of images.entries()) {
      if (!pixels) continue;
      // Truncation of a float32 and of a float64 to a byte can differ by one.
      const difference = largestDifference(await decoded(records[index]), arrayOf(pixels));
      yield { component: 'TensorBoardImageHandler', case: `pixels ${index}, ${name}`, difference, tolerance: 1 };
    }
  }
}

async function decoded(record: EventRecord | undefined): Promise<NdArray> {
  const encoded = Buffer.from(record?.image?.encoded ?? []);
  const { data, info } = await sharp(encoded).raw().toBuffer({ resolveWithObject: true });
  return new NdArray(new Uint8Array(data), [info.height, info.width, info.channels], 'uint8');
}

function text(component: string, name: string, difference: number): Difference {
  return { component, case: name, difference, tolerance: 0 };
}

function differing(pairs: readonly (readonly [string | undefined, string | undefined])[]): number {
  return pairs.filter(([ours, theirs]) => ours !== theirs).length;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'medbundle-parity-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
