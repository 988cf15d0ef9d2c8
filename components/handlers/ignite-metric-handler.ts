import { Type } from 'typebox';
import { fail } from '../../engine/errors.js';
import { component } from '../../engine/registry/component.js';
import { Callback, Instance, Nullable } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';
import { getLogger } from '../../engine/types/log.js';
import { CumulativeMetric } from '../metrics/cumulative-metric.js';
import { IgniteMetric, type OutputTransform, predictionAndLabel } from '../metrics/ignite-metric.js';
import type { Engine } from '../trainers/engine.js';

/**
 * Attaches one of MONAI's metrics to an engine (MONAI's `IgniteMetricHandler`): it measures each iteration, puts the aggregated value into
 * `state.metrics`, and with `saveDetails` the values of each item into `state.metricDetails`.
 */
export class IgniteMetricHandler extends IgniteMetric {
  #engine: Engine | null = null;
  #name = '';

  constructor(
    readonly metric: CumulativeMetric,
    outputTransform?: OutputTransform | null,
    readonly saveDetails = true,
  ) {
    super(outputTransform);
  }

  override attach(engine: Engine, name: string, usage?: string): void {
    super.attach(engine, name, usage);
    this.#engine = engine;
    this.#name = name;
  }

  override reset(): void {
    this.metric.reset();
  }

  override resumeState(): unknown {
    return this.metric.resumeState();
  }

  override takeShares(shares: readonly unknown[]): void {
    this.metric.takeShares(shares);
  }

  override resumeFrom(state: unknown): void {
    this.metric.resumeFrom(state);
  }

  override update(output: unknown): void {
    const pair: unknown[] = Array.isArray(output) ? output : [];
    const [prediction, label] = predictionAndLabel(output) ?? pair;
    if (pair.length !== 2 || !isInput(prediction) || !isInput(label)) this.refuse('it takes a prediction and a label');
    this.metric.update(prediction, label);
  }

  override compute(): unknown {
    const aggregated = this.metric.aggregate();
    const several: unknown[] = Array.isArray(aggregated) ? aggregated : [aggregated];
    if (several.length > 1) getLogger('monai.handlers').warning(`${this.#name}: only the first of its values is kept`);
    if (this.saveDetails && this.#engine) this.#engine.state.metricDetails[this.#name] = this.metric.buffer();
    const [value] = several;
    return value instanceof NdArray ? squeezed(value) : value;
  }
}

function isInput(value: unknown): value is NdArray | readonly NdArray[] {
  return value instanceof NdArray || (Array.isArray(value) && value.every((item) => item instanceof NdArray));
}

/** Without axes of length 1; a single value as a number. */
function squeezed(array: NdArray): NdArray | number {
  const shape = array.shape.filter((extent) => extent !== 1);
  return shape.length === 0 ? Number(array.data[0]) : array.reshape(shape);
}

export const igniteMetricHandler = component({
  name: 'IgniteMetricHandler',
  modules: ['monai.handlers', 'monai.handlers.ignite_metric'],
  kind: 'handler',
  description: "Attaches one of MONAI's metrics to an engine.",
  arguments: Type.Object({
    metricFn: Type.Union(
      [Instance<CumulativeMetric>('a metric', (value) => value instanceof CumulativeMetric), Type.Null()],
      { default: null, description: 'The metric.' },
    ),
    lossFn: Type.Null({ default: null, description: 'Not supported: use ignite.metrics.Loss to average a loss.' }),
    outputTransform: Nullable(
      Callback<OutputTransform>("Turns the engine's output into (y_pred, y), batches or lists of items."),
    ),
    saveDetails: Type.Boolean({ default: true, description: 'Whether to keep the values of each item.' }),
    reduction: Type.String({ default: 'mean', description: "Accepted for MONAI; it is the metric's own business." }),
    getNotNans: Type.Boolean({ default: false, description: "Accepted for MONAI; it is the metric's own business." }),
  }),
  create: ({ metricFn, outputTransform, saveDetails }) => {
    if (!metricFn) {
      return fail({
        family: 'component',
        code: 'missing_argument',
        component: 'IgniteMetricHandler',
        argument: 'metric_fn',
      });
    }
    return new IgniteMetricHandler(metricFn, outputTransform, saveDetails);
  },
});
