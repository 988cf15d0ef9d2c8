import { describe, expect, it } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { Compose } from '../../../components/transforms/compose.js';
import { RandomTransform, Transform } from '../../../components/transforms/transform.js';
import { BundleError } from '../../../engine/errors.js';
import { exposedValue } from '../../../engine/registry/exposed.js';
import { ImageArray, type Random } from '../../../engine/types/index.js';
import { getLogger, type LogRecord } from '../../../engine/types/log.js';

class Add extends Transform<number, number> {
  constructor(readonly amount: number) {
    super();
  }
  apply(data: number): number {
    return data + this.amount;
  }
}

class Draw extends RandomTransform<number[], number[]> {
  apply(data: number[], random: Random): number[] {
    return [...data, random.uniform()];
  }
}

class Later extends Transform<number, number> {
  async apply(data: number): Promise<number> {
    return data * 10;
  }
}

const random = new Philox(5);

describe('Compose', () => {
  it('applies transforms and functions in order', () => {
    expect(new Compose([new Add(1), (value) => Number(value) * 3, new Add(-2)]).apply(4, random)).toBe(13);
    expect(new Compose({ transforms: new Add(1) }).apply(4, random)).toBe(5);
    expect(new Compose().apply(4, random)).toBe(4);
  });

  it('waits for steps that take time', async () => {
    expect(await new Compose([new Add(1), new Later(), new Add(1)]).apply(1, random)).toBe(21);
    const steps = new Compose([new Later(), new Add(1)]);
    expect(await steps.apply([1, 2], random)).toEqual([11, 21]);
  });

  it('gives each step a stream of its own, whatever stands before it', () => {
    const unmapped = { mapItems: false };
    const whole = new Compose({ transforms: [new Draw(), new Draw()], ...unmapped });
    const first = whole.applyRange([], random, 0, 1);
    expect(whole.applyRange(first, random, 1)).toEqual(whole.apply([], random));
    const other = new Compose({ transforms: [(data) => data, new Draw()], ...unmapped }).apply([], random);
    expect(other).toEqual([Array.from(whole.apply([], random) as number[])[1]]);
    expect(whole.apply([], random)).toEqual(whole.apply([], new Philox(5)));
  });

  it('maps over lists as deep as it is told', () => {
    expect(new Compose([new Add(1)]).apply([1, 2], random)).toEqual([2, 3]);
    const length = (data: unknown): unknown => (Array.isArray(data) ? data.length : -1);
    expect(new Compose([length]).apply([[1, 2], [3]], random)).toEqual([2, 1]);
    expect(new Compose({ transforms: [length], mapItems: false }).apply([[1, 2], [3]], random)).toBe(2);
    expect(new Compose({ transforms: [length], mapItems: 2 }).apply([[1, 2], [3]], random)).toEqual([[-1, -1], [-1]]);
  });

  it('unpacks lists for functions', () => {
    const sum = (a: unknown, b: unknown): number => Number(a) + Number(b);
    expect(new Compose({ transforms: [sum], mapItems: false, unpackItems: true }).apply([1, 2], random)).toBe(3);
  });

  it('knows where caching ends', () => {
    expect(new Compose([new Add(1), new Draw()]).firstRandomIndex()).toBe(1);
    expect(new Compose([new Add(1), new Compose([new Draw()])]).firstRandomIndex()).toBe(1);
    expect(new Compose([new Add(1), (data) => data]).firstRandomIndex()).toBe(1);
    expect(new Compose([new Add(1)]).firstRandomIndex()).toBeUndefined();
    expect(new Compose([new Compose([new Draw()])]).isRandom).toBe(true);
    expect(new Compose([new Add(1)]).isRandom).toBe(false);
  });

  it('flattens nested pipelines', () => {
    const steps = [new Add(1), new Add(2), new Add(3)] as const;
    const nested = new Compose([steps[0], new Compose([new Compose([steps[1]]), steps[2]])]);
    expect(nested.flatten().transforms).toEqual(steps);
    expect(nested.size()).toBe(3);
    expect(exposedValue(nested, 'transforms')).toEqual(nested.transforms);
  });

  it('runs a part of its steps, and refuses a part that is not there', () => {
    const pipeline = new Compose([new Add(1), new Add(10), new Add(100)]);
    expect(pipeline.run(0)).toBe(111);
    expect(pipeline.run(0, 1)).toBe(110);
    expect(pipeline.run(0, 0, 2)).toBe(11);
    expect(() => pipeline.run(0, 2, 5)).toThrow(BundleError);
    expect(() => pipeline.run(0, -1)).toThrow(BundleError);
  });

  it('logs what a failing step was given when asked to', () => {
    const records: LogRecord[] = [];
    const logger = getLogger('test.compose');
    logger.handlers = [{ level: 0, handle: (record) => records.push(record) }];
    logger.propagate = false;
    const failing = (): never => {
      throw new Error('no');
    };
    const image = new ImageArray(new Uint8Array(6), [1, 2, 3], 'uint8');
    const pipeline = new Compose({ transforms: [failing], logStats: 'test.compose' });
    expect(() => pipeline.apply({ image, name: 'a' }, random)).toThrow('no');
    expect(records).toHaveLength(1);
    expect(records[0]?.message).toContain('uint8 [1, 2, 3]');
  });
});
