import { basename, extname } from 'node:path';
import { fail } from '../../errors.js';
import { registry } from '../../registry/registry.js';
import { bundleFiles } from '../bundle-files.js';
import { differenceOf, liveOutputs } from '../compare.js';
import { torchScriptPieces } from '../torchscript/write-torchscript.js';
import { fakeValues } from '../trace.js';
import { tracedFor } from '../traced-for.js';
import { isTraceable } from '../tracing/network.js';
import { writeWhole } from '../write-whole.js';
import type { ExportOutcome, Writer } from '../writer.js';

/** The largest difference from the network that the check allows. */
const defaultTolerance = 1e-5;

/** A TorchScript archive, opened again and compared with the network before it appears. */
export const writeTorchScript: Writer = async (request) => {
  const { path, prepared, converter, configFile } = request;
  const { network } = prepared;
  const graph = tracedFor(request);
  const pieces = torchScriptPieces(graph, {
    state: network.stateDict(),
    buffers: new Set(network.allParameters().flatMap(({ name, variable }) => (variable.trainable ? [] : [name]))),
    extraFiles: bundleFiles(prepared.parser, configFile),
    name: basename(path, extname(path)),
  });
  let checked: ExportOutcome['checked'];
  const check = async (temporary: string): Promise<void> => {
    // Components open what the engine writes: they know how to run a graph.
    const opened: unknown = registry.resolve('torch.jit.load').create({ f: temporary });
    if (!isTraceable(opened)) throw new TypeError('torch.jit.load gave no network');
    try {
      const inputs = prepared.inputs.map(({ shape }, index) => ({ shape, values: fakeValues(shape, 1000 + index) }));
      const given = liveOutputs(opened, inputs);
      const apart = liveOutputs(network, inputs).map((output, index) => differenceOf(given[index], output));
      const difference = Math.max(...apart);
      const tolerance = converter.tolerance ?? defaultTolerance;
      if (!(difference <= tolerance)) fail({ family: 'export', code: 'export_differs', path, difference, tolerance });
      checked = { difference, by: 'opening it again' };
    } finally {
      if ('dispose' in opened && typeof opened.dispose === 'function') opened.dispose();
    }
  };
  await writeWhole(path, pieces, request.check ? check : undefined);
  return {
    what: `TorchScript, ${graph.nodes.length} operations`,
    checked,
    unchecked: request.check ? undefined : 'as asked for',
  };
};
