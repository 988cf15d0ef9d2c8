import { GraphBuilder, inverted, untraceable } from '../builder.js';
import type { Graph, StoredTensor } from '../graph.js';
import { isOpen } from '../sizes.js';
import type { AlignedTrace, Constant } from '../tracing/align.js';
import type { Origin } from '../tracing/recording.js';
import { algebra } from './algebra.js';
import { CallView } from './call-view.js';
import { elementwise } from './elementwise.js';
import type { LoweringTable } from './lowering.js';
import { normalization } from './normalization.js';
import { shaping } from './shaping.js';
import { windows } from './windows.js';

const lowerings: LoweringTable = { ...elementwise, ...shaping, ...algebra, ...windows, ...normalization };

/**
 * Turns traced operations into nodes. The result has PyTorch's channel-first operations, with transpositions around them where the
 * trace was channels-last.
 *
 * @param names of the inputs
 * @param parameters in PyTorch's layout
 * @throws BundleError `untraceable` for an operation that graphs do not have
 */
export function lower(
  trace: AlignedTrace,
  names: readonly string[],
  parameters: ReadonlyMap<string, StoredTensor>,
): Graph {
  const graph = new GraphBuilder([...names, ...trace.parameters.keys()]);
  const inputs = trace.inputs.map((type, index) => graph.input(names[index] ?? `input_${index}`, type));
  const constants = new Map<number, string>();
  const loaded = new Map<string, string>();
  const results: (readonly (string | undefined)[])[] = [];

  const parameter = (name: string): string => {
    const stored = parameters.get(name) ?? untraceable(`its state dict lacks "${name}"`);
    const toTorch = trace.parameters.get(name)?.toTorch;
    const own = graph.store(name, stored);
    return toTorch ? graph.transpose(own, inverted(toTorch)) : own;
  };
  const nameOf = (origin: Origin): string => {
    switch (origin.from) {
      case 'input':
        return inputs[origin.index] ?? untraceable('it uses an input that it was not given');
      case 'parameter':
        return remembered(loaded, origin.name, () => parameter(origin.name));
      case 'constant':
        return remembered(constants, origin.index, () => constant(graph, trace.constants[origin.index]));
      case 'call': {
        const name = results[origin.call]?.[origin.output];
        return (
          name ?? untraceable(`it uses result ${origin.output} of ${trace.calls[origin.call]?.kernel ?? 'nothing'}`)
        );
      }
    }
  };

  for (const call of trace.calls) {
    const lowering = Object.hasOwn(lowerings, call.kernel) ? lowerings[call.kernel] : undefined;
    if (!lowering) untraceable(`exports do not know tfjs's operation ${call.kernel}`, 'write it with other operations');
    const given = new Map(call.inputs.map(([name, origin]) => [name, nameOf(origin)]));
    const made = lowering(new CallView(call, given), graph);
    results.push(typeof made === 'string' ? [made] : made);
  }
  return graph.build(trace.outputs.map(nameOf));
}

function constant(graph: GraphBuilder, given: Constant | undefined): string {
  if (!given) return untraceable('it uses a number that was not recorded');
  if ('value' in given) return graph.add('fill', [], given, given);
  const { dtype, shape, data } = given;
  if (shape.some(isOpen)) return untraceable('a number it computes with has an open size');
  return graph.constant(dtype, shape, data);
}

function remembered<Key>(made: Map<Key, string>, key: Key, make: () => string): string {
  const known = made.get(key);
  if (known !== undefined) return known;
  const name = make();
  made.set(key, name);
  return name;
}
