import { BundleError } from '../errors.js';
import { getLogger } from '../types/log.js';
import type { Graph } from './graph.js';
import { type TraceOptions, traceNetwork } from './trace.js';
import type { ExportRequest } from './writer.js';

/** The graph, with axes open as asked for; where nobody asked, those that the metadata leave open, if the network allows. */
export function tracedFor({ prepared, converter }: Pick<ExportRequest, 'prepared' | 'converter'>): Graph {
  const inputs = prepared.inputs.map((input, index) => ({
    ...input,
    name: converter.inputNames?.[index] ?? input.name,
  }));
  const options: TraceOptions = { inputs, outputs: converter.outputNames ?? prepared.outputs };
  if (converter.openAxes) return traceNetwork(prepared.network, { ...options, openAxes: converter.openAxes });
  if (prepared.openAxes.size === 0) return traceNetwork(prepared.network, options);
  const [image] = inputs;
  const openAxes = new Map([[image?.name ?? '', new Map([[0, 'batch'], ...prepared.openAxes])]]);
  try {
    return traceNetwork(prepared.network, { ...options, openAxes });
  } catch (error) {
    if (!(error instanceof BundleError) || error.code !== 'untraceable') throw error;
    const size = image?.shape.slice(2).join(' × ') ?? '';
    getLogger('medbundle').warning(`the model takes images of ${size} only: ${error.message}`);
    return traceNetwork(prepared.network, options);
  }
}
