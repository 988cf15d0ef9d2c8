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

  constructor() {
    for (const config of tf.getKernelsForBackend(tf.getBackend())) {
      const { kernelName, kernelFunc } = config;
      config.kernelFunc = (call) => {
        const start = performance.now();
        const output = kernelFunc(call);
        const milliseconds = performance.now() - start;
        const inputs = Object.values(call.inputs).flatMap((input) => input ?? []);
        this.#add(kernelName, inputs, Array.isArray(output) ? output : [output], call.attrs ?? {}, milliseconds);
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
    attributes: object,
    milliseconds: number,
  ): void {
    const shapes = inputs.map(({ shape }) => shape.join('×')).slice(0, 3);
    const name = `${kernel} ${shapes.join(', ')}`;
    const entry = this.#entries.get(name) ?? { calls: 0, milliseconds: 0, flop: 0 };
    entry.calls++;
    entry.milliseconds += milliseconds;
    entry.flop += flopOf(kernel, inputs, outputs, attributes);
    this.#entries.set(name, entry);
  }
}

/** Multiplications and additions of a convolution as its definition counts them, border and all. */
function flopOf(
  kernel: string,
  inputs: readonly tf.TensorInfo[],
  outputs: readonly tf.TensorInfo[],
  attributes: object,
): number {
  if (!kernel.includes('Conv')) return 0;
  const filterShape =
    'filterShape' in attributes && Array.isArray(attributes.filterShape) ? attributes.filterShape : [];
  const arrays = inputs.map(({ shape }) => shape);
  const filter = filterShape.length > 0 ? filterShape.map(Number) : filterAmong(arrays, kernel);
  if (filter === undefined) return 0;
  // A product for each position of the smaller image: a transposed convolution's is its input.
  const images = [...arrays, ...(filterShape.length > 0 ? [] : outputs.map(({ shape }) => shape))];
  const positions = images
    .filter((shape) => shape !== filter && shape.length === filter.length)
    .map((shape) => tf.util.sizeFromShape(shape.slice(0, -1)));
  return 2 * Math.min(...positions) * tf.util.sizeFromShape(filter);
}

/** The filter stands after the images it is applied to. */
function filterAmong(arrays: readonly number[][], kernel: string): number[] | undefined {
  const count = kernel.startsWith('Medbundle') && !kernel.includes('Transposed') ? arrays.length - 1 : 2;
  return arrays
    .slice(1, count)
    .reverse()
    .find((shape) => shape.length > 2);
}
