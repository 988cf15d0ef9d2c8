import { workerData } from 'node:worker_threads';
import type { SessionAnswer, SessionCall, SessionStart } from './session.js';

// Runs an ONNX Runtime session for a thread that waits: ONNX Runtime answers in its own time, networks answer at once.
const { port, flag, model, options }: SessionStart = workerData;

const { InferenceSession, Tensor } = await import('onnxruntime-node');
const started = InferenceSession.create(model, options);
// A failure is told to whoever asks; until then it must not end the thread.
started.catch(() => undefined);

port.on('message', async ({ feeds }: SessionCall) => {
  let answer: SessionAnswer;
  try {
    const session = await started;
    const inputs = feeds.map(({ name, values, shape }) => [name, new Tensor('float32', values, [...shape])] as const);
    const results = await session.run(Object.fromEntries(inputs));
    const outputs = session.outputNames.flatMap((name) => {
      const result = results[name];
      return result ? [{ name, shape: [...result.dims], values: Float32Array.from(result.data as Float32Array) }] : [];
    });
    answer = { outputs };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
