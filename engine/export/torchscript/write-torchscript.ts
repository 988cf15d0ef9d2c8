import { writePickle } from '../../checkpoint/pickle-writer.js';
import { zipPieces } from '../../checkpoint/zip-writer.js';
import { NdArray } from '../../types/index.js';
import { Tuple } from '../../values/index.js';
import type { Graph, StoredTensor } from '../graph.js';
import { expressionOf } from './expressions.js';
import { graphFile, graphText } from './graph-json.js';
import { classesOf, modulesOf, objectOf, pathTo, placesOf, type ScriptModule } from './modules.js';
import { Script } from './script.js';

export interface TorchScriptOptions {
  /** Parameters and buffers by PyTorch's names, in PyTorch's layouts: those of the graph among them. */
  readonly state: ReadonlyMap<string, NdArray>;
  /** Which entries of `state` are buffers. */
  readonly buffers: ReadonlySet<string>;
  /** Files to put beside the code, by name (torch's `_extra_files`). */
  readonly extraFiles?: ReadonlyMap<string, Uint8Array>;
  /** The folder within the archive. */
  readonly name?: string;
}

/**
 * A TorchScript archive that `torch.jit.load` opens (PyTorch's ZIP format: code, pickled modules, tensors), in pieces to be
 * written one after the other. The code is the graph's, operation by operation; the modules have the state dict's names.
 *
 * @throws TypeError for an operation that has no counterpart
 */
export function torchScriptPieces(graph: Graph, options: TorchScriptOptions): Uint8Array[] {
  const { state, buffers, extraFiles = new Map<string, Uint8Array>(), name = 'model' } = options;
  const module = modulesOf(state);
  const { forward, constants } = forwardOf(graph, module);
  const text = new TextEncoder();
  const data = writePickle(objectOf(module));
  const tuple = writePickle(new Tuple(constants.map(arrayOf)));
  const graphBytes = text.encode(graphText(graph, placesOf(module)));
  return zipPieces([
    ...[...extraFiles, [graphFile, graphBytes] as const].map(([file, content]) => ({
      name: `${name}/extra/${file}`,
      content,
    })),
    ...data.storages.map((content, key) => ({ name: `${name}/data/${key}`, content })),
    { name: `${name}/data.pkl`, content: data.pickle },
    {
      name: `${name}/code/__torch__/medbundle.py`,
      content: text.encode(classesOf(module, buffers, forward).join('')),
    },
    ...tuple.storages.map((content, key) => ({ name: `${name}/constants/${key}`, content })),
    { name: `${name}/constants.pkl`, content: tuple.pickle },
    { name: `${name}/version`, content: text.encode(`${formatVersion}\n`) },
    { name: `${name}/byteorder`, content: text.encode('little') },
  ]);
}

/** Of PyTorch 1.12 and later: with a lesser one it would give operations the meaning they had before. */
const formatVersion = 10;

/** The root module's `forward`, and the constants it refers to. */
function forwardOf(graph: Graph, { className }: ScriptModule): { forward: string[]; constants: StoredTensor[] } {
  const script = new Script(graph);
  const inputs = graph.inputs.map((input) => {
    const name = script.fresh(input);
    script.bind(input, name);
    return name;
  });
  const constants: StoredTensor[] = [];
  for (const [name, tensor] of graph.stored) {
    if (tensor.role === 'parameter')
      script.bind(name, script.assign(name.split('.').slice(-2).join('_'), pathTo(name)));
    else script.bind(name, `CONSTANTS.c${constants.push(tensor) - 1}`);
  }
  const [device = ''] = inputs;
  for (const node of graph.nodes) {
    script.bind(node.output, script.assign(node.output, expressionOf(node, script, device)));
  }
  const outputs = graph.outputs.map((output) => script.name(output));
  const single = outputs.length === 1;
  const forward = [
    `def forward(self: ${className},`,
    `  ${inputs.map((input) => `${input}: Tensor`).join(',\n    ')}) -> ${single ? 'Tensor' : `Tuple[${outputs.map(() => 'Tensor').join(', ')}]`}:`,
    ...script.lines.map((line) => `  ${line}`),
    `  return ${single ? outputs[0] : `(${outputs.join(', ')})`}`,
  ];
  return { forward, constants };
}

function arrayOf({ dtype, shape, data }: StoredTensor): NdArray {
  return new NdArray(data.slice(), [...shape], dtype);
}
