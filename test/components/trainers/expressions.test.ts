import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Events } from '../../../components/trainers/events.js';
import { ExpressionModule, evaluateExpression, NdArray, registry, toHost, type Value } from '../../../engine/index.js';
import { getLogger } from '../../../engine/types/log.js';
import { trainer } from './training.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  getLogger('ignite').setLevel('CRITICAL');
});

/** A package, by the paths under which the registry lists its components. */
class Package extends ExpressionModule {
  constructor(readonly name: string) {
    super();
  }

  attribute(name: string): Value | undefined {
    const path = `${this.name}.${name}`;
    return registry.lookup(path) ?? (registry.hasModule(path) ? new Package(path) : undefined);
  }

  names(): Iterable<string> {
    return registry.children(this.name);
  }
}

function evaluate(source: string, names: Record<string, Value> = {}): Value {
  return evaluateExpression(source, { ignite: new Package('ignite'), monai: new Package('monai'), ...names });
}

test('events are reached, filtered and joined in expressions', () => {
  expect(evaluate('ignite.engine.Events.EPOCH_COMPLETED')).toBe(Events.EPOCH_COMPLETED);
  expect(evaluate('ignite.engine.events.Events.STARTED.name')).toBe('STARTED');
  expect(evaluate('str(ignite.engine.Events.EPOCH_COMPLETED(every=2))')).toBe('Events.EPOCH_COMPLETED(filter)');
  expect(evaluate('len(ignite.engine.Events.STARTED | ignite.engine.Events.COMPLETED(once=1))')).toBe(2);
  expect(evaluate('ignite.engine.Events.STARTED == "STARTED"')).toBe(true);
  expect(evaluate('monai.engines.IterationEvents.MODEL_COMPLETED.value')).toBe('model_completed');
  expect(evaluate('monai.utils.EngineStatsKeys.RANK')).toBe('rank');
  expect(evaluate('monai.engines.default_metric_cmp_fn(0.5, 0.25)')).toBe(true);
});

test('a trainer is run, watched and told what to do in expressions', async () => {
  const run = trainer({ maxEpochs: 3 });
  const seen: number[] = [];
  const note = (value: unknown): void => {
    seen.push(Number(value));
  };
  const names = { trainer: run, note };
  evaluate(
    'trainer.add_event_handler(ignite.engine.Events.EPOCH_COMPLETED(every=2), lambda engine: note(engine.state.epoch))',
    names,
  );
  evaluate('trainer.add_event_handler(ignite.engine.Events.COMPLETED, lambda: note(-1))', names);
  evaluate('trainer.on(ignite.engine.Events.STARTED)(lambda e: note(e.state.epoch_length))', names);
  evaluate(
    'trainer.add_event_handler(ignite.engine.Events.ITERATION_COMPLETED, ignite.handlers.TerminateOnNan())',
    names,
  );
  evaluate('trainer.logger.setLevel(30)', names);
  await evaluate('trainer.run()', names);
  expect(seen).toEqual([3, 2, -1]);
  expect(evaluate('(trainer.state.epoch, trainer.state.iteration) == (3, 9)', names)).toBe(true);
  expect(evaluate('trainer.state.best_metric', names)).toBe(-1);
  expect(evaluate('trainer.get_stats("epoch_length")["epoch_length"]', names)).toBe(3);
  expect(evaluate('monai.handlers.from_engine(["loss"], first=True)(trainer.state.output)', names)).toBeTypeOf(
    'number',
  );
  expect(
    evaluate('(lambda x: monai.handlers.from_engine(["pred", "label"])(x))(trainer.state.output)[0][1]', names),
  ).toBeInstanceOf(NdArray);
  run.dispose();
});

test('functions of expressions serve as transforms of outputs', async () => {
  const run = trainer({
    maxEpochs: 1,
    keyMetric: {
      items: evaluate('ignite.metrics.Average(output_transform=lambda x: len(x))') as { attach(): void },
    },
    postprocessing: toHost(evaluate("lambda d: {**d, 'pred': d['label']}")) as (data: unknown) => unknown,
  });
  await run.run();
  expect(run.state.metrics.items).toBe(2);
  const samples = run.state.output as { pred: NdArray; label: NdArray }[];
  expect(samples[0]?.pred).toBe(samples[0]?.label);
  run.dispose();
});
