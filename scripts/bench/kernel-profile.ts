import * as tf from '@tensorflow/tfjs';

/** What one kind of work cost: calls, milliseconds, and arithmetic where it is known. */
interface Entry {
  calls: number;
  milliseconds: number;
  flop: number;
}

export type ProfileRow = Readonly<Entry> & { readonly name: string };

/**
 * Times every kernel of the backend in use: by kernel, shapes and, for convolutions, arithmetic. A kernel that calls others counts their
 * time as its own too.
 */
export class KernelProfile {
  readonly #entries = new Map<string, Entry>();

  /** @param clock milliseconds from any start */
  constructor(clock: () => number) {
    for (const config of tf.getKernelsForBackend(tf.getBackend())) {
      const { kernelName, kernelFunc } = config;
      config.kernelFunc = (call) => {
        const start = clock();
        const output = kernelFunc(call);
        const milliseconds = clock() - start;
        const inputs = Object.values(call.inputs).flatMap((input) => input ?? []);
        this.#add(kernelName, inputs, Array.isArray(output) ? output : [output], milliseconds);
        return output;
      };
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The costliest first. */
  rows(): ProfileRow[] {
    const rows = [...this.#entries].map(([name, entry]) => ({ name, ...entry }));
    return rows.sort((a, b) => b.milliseconds - a.milliseconds);
  }

  #add(
    kernel: string,
    inputs: readonly tf.TensorInfo[],
    outputs: readonly tf.TensorInfo[],
    milliseconds: number,
  ): void {
    const shapes = inputs.map(({ shape }) => shape.join('×')).slice(0, 3);
    const name = `${kernel} ${shapes.join(', ')}`;
    const entry = this.#entries.get(name) ?? { calls: 0, milliseconds: 0, flop: 0 };
    entry.calls++;
    entry.milliseconds += milliseconds;
    entry.flop += flopOf(kernel, inputs, outputs);
    this.#entries.set(name, entry);
  }
}

/** Multiplications and additions of a convolution as its definition counts them, border and all. */
function flopOf(kernel: string, inputs: readonly tf.TensorInfo[], outputs: readonly tf.TensorInfo[]): number {
  if (!kernel.includes('Conv')) return 0;
  const [shapes, results] = [inputs, outputs].map((tensors) => tensors.map(({ shape }) => shape));
  const byFilter = kernel.includes('Filter');
  const filter = byFilter ? results?.[0] : shapes?.filter((shape) => shape.length > 2).at(-1);
  if (!filter || !shapes || !results) return 0;
  // A product for each position of the smaller image: a transposed convolution's is its input.
  const images = [...shapes, ...(byFilter ? [] : results)].filter((shape) => shape !== filter);
  const positions = images
    .filter((shape) => shape.length === filter.length)
    .map((shape) => tf.util.sizeFromShape(shape.slice(0, -1)));
  return 2 * Math.min(...positions) * tf.util.sizeFromShape(filter);
}
