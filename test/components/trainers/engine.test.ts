import { expect, test } from 'vitest';
import { Events } from '../../../components/trainers/events.js';
import { FunctionEngine } from '../../../components/trainers/function-engine.js';

test('a run that resumes within an epoch goes on with the batch after the last one done', async () => {
  const seen: unknown[] = [];
  const engine = new FunctionEngine((_, batch) => seen.push(batch));
  engine.loadStateDict({ iteration: 4, max_epochs: 2, epoch_length: 3 });
  await engine.run(['a', 'b', 'c']);
  expect(seen).toEqual(['b', 'c']);
  expect(engine.stateDict()).toEqual({ epoch_length: 3, max_epochs: 2, iteration: 6 });
});

test('a loader is asked for the pass that the epoch stands for', async () => {
  const passes: number[] = [];
  const source = {
    batchSize: 1,
    size: () => 2,
    close: async () => undefined,
    async *batches(pass: number) {
      passes.push(pass);
      yield* [{ pass }, { pass }];
    },
  };
  const engine = new FunctionEngine(() => null);
  engine.loadStateDict({ epoch: 3, max_epochs: 5, epoch_length: 2 });
  await engine.run(source);
  expect(passes).toEqual([3, 4]);
});

test('handlers are awaited in order, take arguments, and can be removed', async () => {
  const seen: string[] = [];
  const engine = new FunctionEngine(() => null);
  const slow = async (_: unknown, word: unknown): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(`slow ${String(word)}`);
  };
  const object = { handle: () => seen.push('object') };
  engine.addEventHandler(Events.STARTED.or(Events.COMPLETED), slow, 'x');
  engine.addEventHandler(Events.STARTED, object);
  expect(engine.hasEventHandler(object, Events.STARTED)).toBe(true);
  await engine.run([1]);
  expect(seen).toEqual(['slow x', 'object', 'slow x']);
  engine.removeEventHandler(object, Events.STARTED);
  expect(engine.hasEventHandler(object)).toBe(false);
  expect(() => engine.removeEventHandler(object, Events.STARTED)).toThrow(
    expect.objectContaining({ code: 'bad_input' }),
  );
});

test('filters are checked', () => {
  const event = Events.EPOCH_COMPLETED;
  for (const wrong of [
    () => event.filtered(),
    () => event.filtered(() => true, 2),
    () => event.filtered(null, 0),
    () => event.filtered(null, null, []),
    () => event.filtered(null, null, null, -1),
  ]) {
    expect(wrong).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  }
});

test('limits that contradict the state are refused', async () => {
  const engine = new FunctionEngine(() => null);
  await expect(engine.run(null, 2)).rejects.toMatchObject({ code: 'bad_input' });
  await expect(engine.run([], 2)).rejects.toMatchObject({ code: 'bad_input' });
  engine.loadStateDict({ iteration: 4, max_epochs: 4, epoch_length: 2 });
  await expect(engine.run([1, 2], 1)).rejects.toMatchObject({ code: 'bad_input' });
  await expect(engine.run([1, 2], 4, 3)).rejects.toMatchObject({ code: 'bad_input' });
});
