import { readFile } from 'node:fs/promises';

/** An input of a model: float32. */
export interface RuntimeInput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface RuntimeOutput {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** ONNX Runtime, where its package is installed: it is the user's to install. */
export interface OnnxRuntime {
  readonly version: string;
  /** Runs a model once on the processor; outputs by name. */
  run(path: string, inputs: Readonly<Record<string, RuntimeInput>>): Promise<ReadonlyMap<string, RuntimeOutput>>;
}

/** @returns undefined when onnxruntime-node is not installed, or does not load on this machine */
export async function onnxRuntime(): Promise<OnnxRuntime | undefined> {
  const module = await import('onnxruntime-node').catch(() => undefined);
  if (!module) return undefined;
  const { InferenceSession, Tensor, env } = module;
  return {
    version: env.versions.node ?? env.versions.common,
    async run(path, inputs) {
      const session = await InferenceSession.create(await readFile(path), { logSeverityLevel: 3 });
      try {
        const feeds = Object.fromEntries(
          Object.entries(inputs).map(([name, { shape, values }]) => [name, new Tensor('float32', values, shape)]),
        );
        const results = Object.entries(await session.run(feeds));
        return new Map(results.map(([name, { dims, data }]) => [name, { shape: dims, values: numbersOf(data) }]));
      } finally {
        await session.release();
      }
    },
  };
}

function numbersOf(data: unknown): ArrayLike<number> {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  throw new TypeError('the model gives a tensor of a type that medbundle does not write');
}
