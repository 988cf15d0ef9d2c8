import { evaluateOnnx } from './onnx-evaluator/evaluate.js';
import { tensor } from './onnx-evaluator/tensor.js';

/** What an ONNX model gives, by everything here that can run one. */
export interface OnnxRun {
  readonly by: string;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

export interface OnnxInput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Runtime = typeof import('onnxruntime-node');

const runtime: Runtime | undefined = await import('onnxruntime-node').then(
  (module) => module,
  () => undefined,
);

/** The evaluator beside this file always; ONNX Runtime where it is installed. */
export async function runOnnx(model: Uint8Array, inputs: Readonly<Record<string, OnnxInput>>): Promise<OnnxRun[]> {
  const given = Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(shape, values)] as const);
  const evaluated = [...evaluateOnnx(model, Object.fromEntries(given))];
  const outputs = Object.fromEntries(evaluated.map(([name, { data }]) => [name, Float32Array.from(data)]));
  const runs: OnnxRun[] = [{ by: 'the evaluator', outputs }];
  if (runtime) runs.push(await withRuntime(runtime, model, inputs));
  return runs;
}

async function withRuntime(
  { InferenceSession, Tensor }: Runtime,
  model: Uint8Array,
  inputs: Readonly<Record<string, OnnxInput>>,
): Promise<OnnxRun> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [name, new Tensor('float32', values, shape)]),
  );
  const results = await session.run(feeds);
  const outputs = Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, data instanceof Float32Array ? data : new Float32Array()]),
  );
  await session.release();
  return { by: 'ONNX Runtime', outputs };
}
