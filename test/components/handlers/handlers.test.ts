import { expect, test } from 'vitest';
import { fromEngine } from '../../../components/handlers/from-engine.js';
import { handlers } from '../../../components/handlers/index.js';
import { MetricLogger } from '../../../components/handlers/metric-logger.js';
import { ValidationHandler } from '../../../components/handlers/validation-handler.js';
import { Events } from '../../../components/trainers/events.js';
import { FunctionEngine } from '../../../components/trainers/function-engine.js';
import type { State } from '../../../components/trainers/state.js';
import type { Attachable } from '../../../components/trainers/workflow.js';
import { NdArray } from '../../../engine/types/index.js';
import { getLogger } from '../../../engine/types/log.js';
import { componentOf } from '../../../scripts/parity/component-of.js';

function handler(name: string, args: Record<string, unknown>): Attachable {
  return componentOf(handlers, name, args) as Attachable;
}

test('from_engine picks by key', () => {
  const samples = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ];
  expect(fromEngine(['a', 'b'])(samples)).toEqual([
    [1, 2],
    ['x', 'y'],
  ]);
  expect(fromEngine('a')(samples)).toEqual([1, 2]);
  expect(fromEngine('a', true)(samples)).toBe(1);
  expect(fromEngine(['a', 'b'], true)(samples)).toEqual([1, 'x']);
  expect(fromEngine(['a'])({ a: 5 })).toEqual([5]);
  expect(() => fromEngine('c')(samples)).toThrow(expect.objectContaining({ code: 'bad_input' }));
});

class Validator extends FunctionEngine {
  readonly epochs: number[] = [];

  constructor() {
    super(() => null);
  }

  override async run(epoch?: unknown): Promise<State> {
    this.epochs.push(Number(epoch));
    return this.state;
  }
}

test.each([
  [{ interval: 2 }, [2, 4]],
  [{ interval: 2, execAtStart: true }, [0, 2, 4]],
  [{ interval: 5, epochLevel: false }, [2, 4]],
])('validation runs at its interval: %j', async (options, epochs) => {
  const validator = new Validator();
  const engine = new FunctionEngine(() => null);
  new ValidationHandler({ ...options, validator }).attach(engine);
  await engine.run([1, 2, 3], 4);
  expect(validator.epochs).toEqual(epochs);
});

test('validation without a validator is refused', async () => {
  const engine = new FunctionEngine(() => null);
  const made = new ValidationHandler({ interval: 1 });
  made.attach(engine);
  await expect(engine.run([1])).rejects.toMatchObject({ code: 'bad_input' });
  made.setValidator(new Validator());
  await engine.run([1]);
});

test('a scheduler is stepped with what step_transform gives, and its rate logged', async () => {
  const steps: unknown[][] = [];
  const lr_scheduler = { step: (...args: unknown[]) => steps.push(args), getLastLr: () => [1e-5] };
  const lines: string[] = [];
  const logger = getLogger('test.lr');
  logger.setLevel('INFO');
  logger.handlers = [{ level: 0, handle: ({ message }) => lines.push(message) }];
  const engine = new FunctionEngine(({ state }) => {
    state.metrics.loss = state.iteration;
  });
  handler('LrScheduleHandler', { lr_scheduler, name: 'test.lr' }).attach(engine);
  handler('LrScheduleHandler', {
    lr_scheduler,
    print_lr: false,
    epoch_level: false,
    step_transform: ({ state }: { state: State }) => state.metrics.loss,
  }).attach(engine);
  await engine.run([1, 2], 2);
  expect(steps).toEqual([[1], [2], [], [3], [4], []]);
  expect(lines).toEqual(['Current learning rate: 1e-05', 'Current learning rate: 1e-05']);
});

test('a metric logger keeps losses and metrics, and their state', async () => {
  const evaluator = new FunctionEngine(() => null);
  evaluator.state.metrics = { dice: 0.5 };
  const logger = handler('MetricLogger', { evaluator });
  const engine = new FunctionEngine(({ state }) => [{ loss: 1 / state.iteration }]);
  logger.attach(engine);
  engine.addEventHandler(Events.EPOCH_COMPLETED, async () => {
    await evaluator.run([1]);
  });
  await engine.run([1, 2]);
  const state = logger instanceof MetricLogger ? logger.stateDict() : {};
  expect(state).toEqual({
    Loss: [
      [1, 1],
      [2, 0.5],
    ],
    Metrics: { dice: [[2, 0.5]] },
  });
  const other = handler('MetricLogger', {});
  if (other instanceof MetricLogger) other.loadStateDict(state);
  expect(other).toMatchObject({ loss: state.Loss, metrics: state.Metrics });
});

test('output with NaN ends the run', async () => {
  getLogger('ignite').setLevel('CRITICAL');
  const outputs = [1, { x: new NdArray(Float32Array.of(1, 2), [2], 'float32') }, [{ x: Number.NaN }], 4];
  const engine = new FunctionEngine(({ state }) => outputs[state.iteration - 1]);
  engine.addEventHandler(Events.ITERATION_COMPLETED, componentOf(handlers, 'TerminateOnNan', {}) as { handle(): void });
  await engine.run([1, 2, 3, 4]);
  expect(engine.state.iteration).toBe(3);
});

test('stopping functions give scores', () => {
  const engine = new FunctionEngine(() => null);
  engine.state.metrics = { dice: 0.75 };
  const byMetric = componentOf(handlers, 'stopping_fn_from_metric', { metric_name: 'dice' }) as (of: unknown) => number;
  const byLoss = componentOf(handlers, 'stopping_fn_from_loss', {}) as (of: unknown) => number;
  expect(byMetric(engine)).toBe(0.75);
  engine.state.output = [{ loss: 2 }];
  expect(byLoss(engine)).toBe(-2);
  engine.state.output = 3;
  expect(byLoss(engine)).toBe(-3);
});

test('unknown triggers, outputs and formats are refused when a handler is made', () => {
  const refusal = expect.objectContaining({ code: 'invalid_argument' });
  expect(() => handler('GarbageCollector', { trigger_event: 'sometimes' })).toThrow(refusal);
  expect(() => handler('MetricsSaver', { save_dir: '.', output_type: 'xlsx' })).toThrow(refusal);
});
