import { describe, expect, it } from 'vitest';
import { curveRecorder, Recording } from '../../../engine/cli/start/curve-recorder.js';

/** An engine that fires the two events by hand. */
class FakeEngine {
  state = {
    iteration: 0,
    epoch: 0,
    output: null as unknown,
    metrics: {} as Record<string, unknown>,
    keyMetricName: 'dice',
  };
  readonly handlers = new Map<string, () => void>();

  addEventHandler(event: string, handler: () => void): void {
    this.handlers.set(event, handler);
  }

  step(output: unknown): void {
    this.state = Object.assign(this.state, { iteration: this.state.iteration + 1, output });
    this.handlers.get('ITERATION_COMPLETED')?.();
  }

  endEpoch(metrics: Record<string, unknown>): void {
    Object.assign(this.state, { epoch: this.state.epoch + 1, metrics });
    this.handlers.get('EPOCH_COMPLETED')?.();
  }
}

describe('curveRecorder', () => {
  it('keeps losses by step and the key metric by epoch', () => {
    const recording = new Recording();
    const recorder = curveRecorder(recording);
    const trainer = new FakeEngine();
    const evaluator = new FakeEngine();
    recorder.create({ part: 'training' }).attach(trainer);
    recorder.create({ part: 'validation' }).attach(evaluator);
    trainer.step([{ loss: 0.5 }, { loss: 0.5 }]);
    trainer.step({ loss: 0.25 });
    trainer.step({ pred: 1 });
    trainer.endEpoch({ dice: 0.3 });
    evaluator.step([{ loss: 1 }]);
    evaluator.endEpoch({ dice: 0.4 });
    evaluator.endEpoch({ other: 1 });
    expect(recording.losses).toEqual([
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(recording.metric('training')).toEqual([[1, 0.3]]);
    expect(recording.metric('validation')).toEqual([[1, 0.4]]);
  });
});
