import { spawn } from 'node:child_process';
import { jsonText } from '../config/export.js';
import { fromHost } from '../values/index.js';
import type { ShapedOptions } from './bench.js';
import type { BenchRow } from './measurement.js';
import { monaiProgram } from './monai-program.js';

/** glibc gives freed memory back at once otherwise, and PyTorch spends up to three quarters of its time on page faults. */
const tuned = { MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: '-1' };

/** The same measurements in a Python: MONAI's parser makes network and workflow from the same files. */
export async function measurePyTorch(
  python: string,
  precision: 'fp32' | 'amp',
  options: ShapedOptions,
  output: string,
): Promise<BenchRow> {
  const row = { engine: 'pytorch', precision } as const;
  const { configFile, metaFile, overrides = {}, inputShape, netId, threads } = options;
  const job = fromHost({ configFile, metaFile, overrides, inputShape, netId, threads, precision, output });
  const { text, problem } = await answerOf(python, jsonText(job, 0));
  const line = text.split('\n').find((one) => one.startsWith('medbundle-bench '));
  if (line === undefined) return { ...row, state: 'absent', why: problem || 'Python gave no answer' };
  const answer: { description: string; model: number; endToEnd: number | null; problem?: string } = JSON.parse(
    line.slice(line.indexOf(' ')),
  );
  return { ...row, state: 'measured', ...answer, endToEnd: answer.endToEnd ?? undefined };
}

function answerOf(python: string, job: string): Promise<{ text: string; problem: string }> {
  return new Promise((resolve) => {
    const process_ = spawn(python, ['-c', monaiProgram, job], {
      env: { ...process.env, ...tuned },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let errors = '';
    process_.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    process_.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    process_.on('error', (error) => resolve({ text: '', problem: error.message }));
    process_.on('close', () => resolve({ text, problem: errors.trim().split('\n').at(-1) ?? '' }));
  });
}
