import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  type BackendName,
  backendNames,
  hasMixedPrecision,
  selectBackend,
  withMixedPrecision,
} from '../backends/index.js';
import { BundleError, BundleErrors } from '../errors.js';
import { call } from '../expression/operators/call.js';
import { Tuple, type Value } from '../values/index.js';
import { declaredInputShape } from '../verify/verify-net-in-out.js';
import { makeNetwork, readNetworkConfig } from '../workflow/bundle-network.js';
import { ConfigWorkflow } from '../workflow/config-workflow.js';
import type { WorkflowOptions } from '../workflow/workflow-options.js';
import { type BenchReport, type BenchRow, timed } from './measurement.js';
import { measurePyTorch } from './pytorch.js';

export interface BenchOptions extends WorkflowOptions {
  readonly netId?: string;
  /** Of the network's input, with its batch; the metadata's, with a batch of one, when it is left out. */
  readonly inputShape?: readonly number[];
  /** The only backend wanted; all that are here otherwise. */
  readonly backend?: string;
  readonly precision?: 'fp32' | 'amp';
  /** A Python with MONAI, for rows of its own. */
  readonly python?: string;
}

/** Options whose input shape is settled. */
export type ShapedOptions = BenchOptions & Required<Pick<BenchOptions, 'inputShape'>>;

/**
 * Times a bundle's network and its workflow on each backend that is here, and under PyTorch. What the workflow writes goes to a
 * folder that is removed afterwards, where its config has an `output_dir`.
 */
export async function bench(given: BenchOptions): Promise<BenchReport> {
  const config = await readNetworkConfig(given.netId, given);
  const inputShape = given.inputShape ?? declaredInputShape(config.parser, { any: 64, n: 4, p: 2 });
  const options = { ...given, inputShape };
  const { threads, python } = options;
  const wanted = backendNames.filter((name) => options.backend === undefined || name === options.backend);
  // A name that is none of ours is told as everywhere.
  if (wanted.length === 0) await selectBackend(options.backend);
  const output = await mkdtemp(join(tmpdir(), 'medbundle-bench-'));
  const rows: BenchRow[] = [];
  try {
    for (const engine of wanted) {
      for (const precision of ['fp32', 'amp'] as const) {
        if (options.precision === undefined || options.precision === precision) {
          rows.push(await measured(engine, precision, options, output));
        }
      }
    }
    if (python === undefined) {
      const fix = 'add --python with a Python that has MONAI';
      rows.push({ engine: 'pytorch', precision: 'fp32', state: 'absent', why: 'no Python was named', fix });
    } else {
      for (const precision of ['fp32', 'amp'] as const) {
        if (options.precision === undefined || options.precision === precision) {
          rows.push(await measurePyTorch(python, precision, options, output));
        }
      }
    }
    return { rows, input: inputShape, threads };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function measured(
  engine: BackendName,
  precision: BenchRow['precision'],
  options: ShapedOptions,
  output: string,
): Promise<BenchRow> {
  const row = { engine, precision };
  if (engine === 'cpu' && options.backend === undefined) {
    const fix = 'add --backend cpu to time it all the same';
    return { ...row, state: 'absent', why: 'plain JavaScript takes minutes, and is for tests', fix };
  }
  try {
    const { description } = await selectBackend(engine, { threads: options.threads });
    const mixed = precision === 'amp';
    if (mixed && !hasMixedPrecision()) {
      return { ...row, state: 'absent', why: 'it computes in float32 throughout on this processor' };
    }
    const model = await modelTime(options, mixed);
    return { ...row, state: 'measured', description, model, ...(await workflowTime(options, output, mixed)) };
  } catch (error) {
    if (!(error instanceof BundleError) || error.failure.code !== 'backend_unavailable') throw error;
    const { why, fix } = error.failure;
    return { ...row, state: 'absent', why, fix };
  }
}

async function modelTime({ netId, inputShape, ...options }: ShapedOptions, mixed: boolean): Promise<number> {
  const config = await readNetworkConfig(netId, options);
  const network = await makeNetwork(config);
  network.eval();
  const input = tf.randomUniform([...inputShape], 0, 1, 'float32', 1);
  try {
    return await timed(async () => {
      const forward = (): Value => call(network, [input], new Map());
      const result = mixed ? withMixedPrecision(forward) : forward();
      const outputs = result instanceof tf.Tensor ? [result] : result instanceof Tuple ? result.items : [];
      // Reading is what waits for a GPU.
      for (const one of outputs) if (one instanceof tf.Tensor) await one.data();
      tf.dispose(outputs as tf.Tensor[]);
    });
  } finally {
    input.dispose();
    network.dispose?.();
  }
}

/** Time of the workflow's `run`; a workflow that cannot run here (no data, say) is no reason to have no row. */
async function workflowTime(
  options: BenchOptions,
  output: string,
  mixed: boolean,
): Promise<{ endToEnd: number | undefined; problem?: string }> {
  const workflow = new ConfigWorkflow({ ...options, workflowType: 'infer', loggingFile: false });
  try {
    if (workflow.parser.has('output_dir')) workflow.parser.set(output, 'output_dir');
    if (workflow.parser.has('evaluator')) workflow.parser.set(mixed, 'evaluator::amp');
    await workflow.check({ toRun: true });
    await workflow.initialize();
    const endToEnd = await timed(async () => {
      await workflow.run();
    }, 1);
    return { endToEnd };
  } catch (error) {
    const [first] = error instanceof BundleErrors ? error.errors : [error];
    return { endToEnd: undefined, problem: first instanceof Error ? first.message : String(first) };
  } finally {
    workflow.close();
  }
}
