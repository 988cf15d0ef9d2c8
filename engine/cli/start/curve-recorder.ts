import { Type } from 'typebox';
import { component } from '../../registry/component.js';
import type { Series } from './curves.js';

/** What the recorder needs of a trainer or evaluator. */
interface ObservedEngine {
  readonly state: {
    readonly iteration: number;
    readonly epoch: number;
    readonly output: unknown;
    readonly metrics: Readonly<Record<string, unknown>>;
    readonly keyMetricName: string | null;
  };
  addEventHandler(event: string, handler: () => void): unknown;
}

type Part = 'training' | 'validation';

/** The loss of each step and the key metric of each epoch, as they come. */
export class Recording {
  readonly losses: [step: number, loss: number][] = [];
  readonly #metrics: Record<Part, [epoch: number, value: number][]> = { training: [], validation: [] };

  /** The key metric by epoch. */
  metric(part: Part): Series['points'] {
    return this.#metrics[part];
  }

  observe(engine: ObservedEngine, part: Part): void {
    const { state } = engine;
    if (part === 'training') {
      engine.addEventHandler('ITERATION_COMPLETED', () => {
        const loss = lossIn(state.output);
        if (loss !== undefined) this.losses.push([state.iteration, loss]);
      });
    }
    engine.addEventHandler('EPOCH_COMPLETED', () => {
      const value = state.keyMetricName === null ? undefined : state.metrics[state.keyMetricName];
      if (typeof value === 'number') this.#metrics[part].push([state.epoch, value]);
    });
  }
}

/** The loss in a step's output, which MONAI repeats for every sample. */
function lossIn(output: unknown): number | undefined {
  const first: unknown = Array.isArray(output) ? output[0] : output;
  if (typeof first !== 'object' || first === null || !('loss' in first)) return undefined;
  return typeof first.loss === 'number' ? first.loss : undefined;
}

/** The handler by which a config lets `recording` watch its engines: `{"_target_": "CurveRecorder", "part": "training"}`. */
export function curveRecorder(recording: Recording) {
  return component({
    name: 'CurveRecorder',
    modules: [],
    kind: 'handler',
    description: 'Keeps losses and metrics, to draw curves of them.',
    arguments: Type.Object({
      part: Type.Union([Type.Literal('training'), Type.Literal('validation')], {
        description: 'What the engine does.',
      }),
    }),
    create: ({ part }) => ({ attach: (engine: ObservedEngine) => recording.observe(engine, part) }),
  });
}
