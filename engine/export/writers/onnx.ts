import { fail } from '../../errors.js';
import { differenceOf, liveOutputs } from '../compare.js';
import type { Graph } from '../graph.js';
import { typeOf } from '../graph.js';
import { onnxRuntime, type RuntimeInput } from '../onnx/onnx-runtime.js';
import { tensorsInside, writeOnnx } from '../onnx/write-onnx.js';
import { sizeText } from '../sizes.js';
import { fakeValues } from '../trace.js';
import { tracedFor } from '../traced-for.js';
import type { ExportOutcome, ExportRequest, Writer } from '../writer.js';

/** The largest difference from the network that the check allows. */
const defaultTolerance = 1e-4;

/** An ONNX model, compared with the network by ONNX Runtime where that is installed. */
export const writeOnnxModel: Writer = async (request) => {
  const { path, prepared, converter } = request;
  const graph = tracedFor(request);
  const what = `ONNX, ${[...graph.inputs.map(described), '→', ...graph.outputs.map(described)].join(' ')}`;
  const runtime = request.check ? await onnxRuntime() : undefined;
  const unchecked = uncheckedBecause(request, graph, runtime !== undefined);
  let checked: ExportOutcome['checked'];
  const check =
    runtime && unchecked === undefined
      ? async (temporary: string): Promise<void> => {
          const inputs = prepared.inputs.map(({ shape }, index): RuntimeInput => {
            return { shape, values: fakeValues(shape, 1000 + index) };
          });
          const given = await runtime.run(
            temporary,
            Object.fromEntries(
              graph.inputs.map((name, index) => [name, inputs[index] ?? { shape: [], values: new Float32Array() }]),
            ),
          );
          const expected = liveOutputs(prepared.network, inputs);
          if (expected.some(({ values }) => Array.prototype.some.call(values, Number.isNaN))) {
            const problem = 'the network itself gives NaN for ordinary input';
            const fix = 'check the weights in --ckpt_file; --no_check writes the file all the same';
            fail({ family: 'export', code: 'export_impossible', path, problem, fix });
          }
          const apart = expected.map((output, index) => differenceOf(given.get(graph.outputs[index] ?? ''), output));
          const difference = Math.max(...apart);
          const tolerance = converter.tolerance ?? defaultTolerance;
          if (!(difference <= tolerance))
            fail({ family: 'export', code: 'export_differs', path, difference, tolerance });
          checked = { difference, by: `ONNX Runtime ${runtime.version}` };
        }
      : undefined;
  await writeOnnx(path, graph, { opset: converter.opset, check });
  return { what, checked, unchecked };

  function described(name: string): string {
    return `${name} [${typeOf(graph, name).shape.map(sizeText).join(', ')}]`;
  }
};

function uncheckedBecause({ check }: ExportRequest, graph: Graph, installed: boolean): string | undefined {
  if (!check) return 'as asked for';
  if (!installed) return 'onnxruntime-node is not installed (npm install onnxruntime-node)';
  return tensorsInside(graph) ? undefined : 'its tensors are in a file of their own';
}
