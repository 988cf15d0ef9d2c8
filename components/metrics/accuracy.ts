import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import type { NdArray } from '../../engine/types/index.js';
import { fieldOf, numberIn } from '../../engine/types/resumable.js';
import { elements, volume } from './elements.js';
import { IgniteMetric, igniteMetricArguments, type OutputTransform, predictionAndLabel } from './ignite-metric.js';

const kinds = ['binary', 'multiclass', 'multilabel'] as const;
type Kind = (typeof kinds)[number];

/**
 * Fraction of correct predictions (ignite's `Accuracy`). Predictions are [N, …] of 0 and 1 (binary), [N, C, …] scores with labels [N, …] of class numbers
 * (multiclass), or [N, C, …] of 0 and 1 with labels alike, all of an item's classes counting as one (multilabel).
 */
export class Accuracy extends IgniteMetric {
  #correct = 0;
  #count = 0;
  #kind: Kind | null = null;
  #classes = 0;

  constructor(
    outputTransform?: OutputTransform | null,
    readonly isMultilabel = false,
    skipUnrolling = false,
  ) {
    super(outputTransform, skipUnrolling);
  }

  override reset(): void {
    this.#correct = 0;
    this.#count = 0;
    this.#kind = null;
  }

  /** @throws BundleError bad_input when shapes do not fit, values are not 0 or 1, or the kind of data changes */
  override update(output: unknown): void {
    const [prediction, label] = predictionAndLabel(output) ?? this.refuse('it takes a prediction and a label');
    const kind = this.#checkKind(prediction, label);
    if (kind === 'binary') this.#countEqual(elements(prediction), elements(label));
    else if (kind === 'multiclass') this.#countBest(prediction, elements(label));
    else this.#countWhole(prediction, elements(label));
  }

  override resumeState(): unknown {
    return { correct: this.#correct, count: this.#count, kind: this.#kind, classes: this.#classes };
  }

  override resumeFrom(state: unknown): void {
    this.#correct = numberIn(state, 'correct', 0);
    this.#count = numberIn(state, 'count', 0);
    this.#classes = numberIn(state, 'classes', 0);
    this.#kind = kinds.find((kind) => kind === fieldOf(state, 'kind')) ?? null;
  }

  override takeShares(shares: readonly unknown[]): void {
    const sum = (name: string): number => shares.reduce<number>((total, share) => total + numberIn(share, name, 0), 0);
    const kind = shares.map((share) => fieldOf(share, 'kind')).find((one) => typeof one === 'string') ?? null;
    const classes = Math.max(0, ...shares.map((share) => numberIn(share, 'classes', 0)));
    this.resumeFrom({ correct: sum('correct'), count: sum('count'), kind, classes });
  }

  override compute(): number {
    return this.#count > 0 ? this.#correct / this.#count : this.refuse('there was nothing to measure');
  }

  #checkKind(prediction: NdArray, label: NdArray): Kind {
    const scores = prediction.shape;
    const target = label.shape;
    const hasClasses = target.length + 1 === scores.length;
    const comparable = hasClasses ? [scores[0], ...scores.slice(2)] : scores;
    if (comparable.join() !== target.join()) {
      this.refuse(`predictions [${scores.join(', ')}] and labels [${target.join(', ')}] do not fit`);
    }
    const channels = scores[1] ?? 1;
    if (this.isMultilabel && (hasClasses || target.length < 2 || channels < 2)) {
      this.refuse('multilabel data is [N, C, …] with C > 1, for predictions and labels alike');
    }
    const kind = hasClasses && channels > 1 ? 'multiclass' : this.isMultilabel ? 'multilabel' : 'binary';
    const classes = kind === 'binary' ? 1 : channels;
    if (kind !== 'multiclass') for (const array of [prediction, label]) this.#checkBinary(array);
    if (this.#kind !== null && (this.#kind !== kind || this.#classes !== classes)) {
      this.refuse(`the data changed from ${this.#kind} (${this.#classes} classes) to ${kind} (${classes})`);
    }
    this.#kind = kind;
    this.#classes = classes;
    return kind;
  }

  #checkBinary(array: NdArray): void {
    const values = elements(array);
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (value !== 0 && value !== 1) this.refuse(`values must be 0 and 1 here, but there is ${value}`);
    }
  }

  #countEqual(predictions: ArrayLike<number>, labels: ArrayLike<number>): void {
    for (let index = 0; index < labels.length; index++) if (predictions[index] === labels[index]) this.#correct++;
    this.#count += labels.length;
  }

  #countBest(prediction: NdArray, labels: ArrayLike<number>): void {
    const [items = 0, classes = 0, ...space] = prediction.shape;
    const size = volume(space);
    const scores = elements(prediction);
    for (let item = 0; item < items; item++) {
      for (let at = 0; at < size; at++) {
        let best = 0;
        for (let number = 1; number < classes; number++) {
          const offset = item * classes * size + at;
          if ((scores[offset + number * size] ?? 0) > (scores[offset + best * size] ?? 0)) best = number;
        }
        if (best === labels[item * size + at]) this.#correct++;
      }
    }
    this.#count += items * size;
  }

  #countWhole(prediction: NdArray, labels: ArrayLike<number>): void {
    const [items = 0, classes = 0, ...space] = prediction.shape;
    const size = volume(space);
    const predictions = elements(prediction);
    for (let item = 0; item < items; item++) {
      for (let at = 0; at < size; at++) {
        let whole = true;
        for (let number = 0; number < classes && whole; number++) {
          const index = (item * classes + number) * size + at;
          whole = predictions[index] === labels[index];
        }
        if (whole) this.#correct++;
      }
    }
    this.#count += items * size;
  }
}

export const accuracy = component({
  name: 'Accuracy',
  modules: ['ignite.metrics', 'ignite.metrics.accuracy'],
  kind: 'metric',
  description: 'Fraction of correct predictions, for binary, multiclass and multilabel data.',
  arguments: Type.Object({
    outputTransform: igniteMetricArguments.outputTransform,
    isMultilabel: Type.Boolean({ default: false, description: 'Whether an item can have several classes.' }),
    device: igniteMetricArguments.device,
    skipUnrolling: igniteMetricArguments.skipUnrolling,
  }),
  create: ({ outputTransform, isMultilabel, skipUnrolling }) =>
    new Accuracy(outputTransform, isMultilabel, skipUnrolling),
});
