import { expect, it } from 'vitest';
import type { BenchReport } from '../../../engine/bench/measurement.js';
import { median } from '../../../engine/bench/measurement.js';
import { formatBench } from '../../../engine/cli/report/bench-text.js';
import { coloursFor } from '../../../engine/cli/report/colours.js';

it('takes the middle of the times', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it('shows times, speed-ups over PyTorch, and why a row is absent', () => {
  const report: BenchReport = {
    input: [1, 5, 128, 128],
    threads: undefined,
    rows: [
      { engine: 'native', precision: 'fp32', state: 'measured', description: 'here', model: 0.02, endToEnd: 0.5 },
      { engine: 'native', precision: 'amp', state: 'absent', why: 'it computes in float32' },
      { engine: 'wasm', precision: 'fp32', state: 'absent', why: 'no threads', fix: 'start some' },
      {
        engine: 'pytorch',
        precision: 'fp32',
        state: 'measured',
        description: 'PyTorch',
        model: 0.05,
        endToEnd: undefined,
        problem: 'no data',
      },
    ],
  };
  const text = formatBench(report, coloursFor({ isTTY: false }));
  expect(text).toMatch(/native +fp32 +20\.0 ms +2\.50× +500 ms +–/);
  expect(text).toMatch(/pytorch +fp32 +50\.0 ms +1\.00× +– +–/);
  expect(text).toContain('native amp: not measured: it computes in float32');
  expect(text).toContain('wasm fp32: not measured: no threads (start some)');
  expect(text).toContain('pytorch fp32: no time end to end: no data');
});
