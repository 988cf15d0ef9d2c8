import * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import { type Graph, type GraphNode, typeOf } from '../../../engine/export/graph.js';
import { isOpen } from '../../../engine/export/sizes.js';
import type { Device, NdArray } from '../../../engine/types/index.js';
import { Module, type Parameter } from '../module.js';
import { readState, writeState } from '../state-dict.js';
import { Held } from './held.js';
import { runNode } from './run-node.js';

/** A network that is a graph of operations, as exported files hold it. It computes what the network that was exported did in evaluation mode. */
export class GraphNetwork extends Module {
  override readonly training = false;
  readonly #graph: Graph;
  readonly #parameters = new Map<string, Parameter>();
  readonly #constants = new Map<string, tf.Tensor>();
  /** Names of weights that lie in the kernels' layout, [k…, C, K] for PyTorch's [K, C, k…]. */
  readonly #filters: ReadonlySet<string>;
  /** The tensors that no later node needs, by the node after which that is so. */
  readonly #last: ReadonlyMap<GraphNode, readonly string[]>;

  constructor(graph: Graph, state: ReadonlyMap<string, NdArray>) {
    super();
    this.#graph = graph;
    this.#last = lastUses(graph);
    this.#filters = filtersOf(graph);
    for (const [name, { shape, dtype, role, data }] of graph.stored) {
      if (role === 'constant') {
        const values = dtype === 'bool' ? Uint8Array.from(data) : data;
        this.#constants.set(name, tf.keep(tf.tensor(values, [...shape], dtype)));
        continue;
      }
      const rank = shape.length;
      const toTorch = this.#filters.has(name) ? [rank - 1, rank - 2, ...Array(rank - 2).keys()] : undefined;
      const laid = toTorch ? [...shape.slice(2), shape[1] ?? 1, shape[0] ?? 1] : [...shape];
      const initial = tf.zeros(laid, dtype === 'float32' ? 'float32' : 'int32');
      this.#parameters.set(name, {
        name,
        variable: tf.variable(initial, true),
        trainable: dtype === 'float32',
        toTorch,
      });
      initial.dispose();
    }
    writeState(this.allParameters(), state, true);
  }

  /** @throws BundleError `bad_input` for inputs of other shapes than the graph was made for */
  override forward(...given: tf.Tensor[]): tf.Tensor {
    const graph = this.#graph;
    const extents = this.#extentsOf(given);
    return tf.tidy(() => {
      const values = new Map(
        graph.inputs.map((name, index) => [name, Held.first(tf.cast(given[index] ?? 0, 'float32'))]),
      );
      for (const [name, { variable }] of this.#parameters) values.set(name, Held.first(variable));
      for (const [name, tensor] of this.#constants) values.set(name, Held.first(tensor));
      for (const node of graph.nodes) {
        const inputs = node.inputs.flatMap((name, index) => {
          const held = values.get(name) ?? [];
          const turn = index === 1 && convolves(node) && !this.#filters.has(name);
          return held instanceof Held && turn ? Held.first(kernelLayout(held.first)) : held;
        });
        values.set(node.output, runNode(node, inputs, extents));
        for (const name of this.#last.get(node) ?? []) values.delete(name);
      }
      const [output = ''] = graph.outputs;
      const result = values.get(output);
      if (!result) throw new TypeError(`the graph does not compute "${output}"`);
      return tf.clone(result.first);
    });
  }

  /** The open axes' extents, and whether the rest is as it must be. */
  #extentsOf(given: readonly tf.Tensor[]): Map<string, number> {
    const extents = new Map<string, number>();
    for (const [index, name] of this.#graph.inputs.entries()) {
      const { shape } = typeOf(this.#graph, name);
      const found = given[index]?.shape ?? [];
      const fits = shape.length === found.length && shape.every((size, axis) => isOpen(size) || size === found[axis]);
      if (!fits) {
        const wanted = shape.map((size) => (isOpen(size) ? size.symbols.join('·') : size)).join(', ');
        fail({
          family: 'component',
          code: 'bad_input',
          component: 'torch.jit.load',
          problem: `the network takes "${name}" of shape [${wanted}], not [${found.join(', ')}]`,
          fix: 'give it what it was exported for, or export it again with --input_shape',
        });
      }
      shape.forEach((size, axis) => {
        const [symbol, ...more] = isOpen(size) ? size.symbols : [];
        if (symbol !== undefined && more.length === 0) extents.set(symbol, found[axis] ?? 1);
      });
    }
    return extents;
  }

  override parameters(): Parameter[] {
    return this.allParameters().filter(({ trainable }) => trainable);
  }

  override allParameters(): Parameter[] {
    return [...this.#parameters.values()];
  }

  override stateDict(): Map<string, NdArray> {
    return readState(this.allParameters());
  }

  override loadStateDict(state: ReadonlyMap<string, NdArray>, strict = true): void {
    writeState(this.allParameters(), state, strict);
  }

  /** A graph computes as in evaluation whatever is asked, as a traced module of PyTorch does. */
  override train(_mode = true): this {
    return this;
  }

  override eval(): this {
    return this;
  }

  override to(_device: Device | string): this {
    return this;
  }

  override dispose(): void {
    for (const { variable } of this.#parameters.values()) variable.dispose();
    tf.dispose([...this.#constants.values()]);
  }
}

/** Weights that only convolutions use lie in the kernels' layout. */
function filtersOf(graph: Graph): Set<string> {
  const filters = new Set<string>();
  const others = new Set<string>();
  for (const node of graph.nodes) {
    for (const [index, name] of node.inputs.entries()) (index === 1 && convolves(node) ? filters : others).add(name);
  }
  for (const name of others) filters.delete(name);
  return new Set([...filters].filter((name) => graph.stored.get(name)?.role === 'parameter'));
}

function convolves({ kind }: GraphNode): boolean {
  return kind === 'convolution' || kind === 'transposedConvolution';
}

/** [K, C, k…] → [k…, C, K]. */
function kernelLayout(filter: tf.Tensor): tf.Tensor {
  return tf.transpose(filter, [...filter.shape.slice(2).map((_, axis) => axis + 2), 1, 0]);
}

function lastUses(graph: Graph): Map<GraphNode, string[]> {
  const seen = new Set(graph.outputs);
  const last = new Map<GraphNode, string[]>();
  for (const node of graph.nodes.toReversed()) {
    const ended = node.inputs.filter((name) => !seen.has(name) && !graph.stored.has(name));
    for (const name of ended) seen.add(name);
    last.set(node, ended);
  }
  return last;
}
