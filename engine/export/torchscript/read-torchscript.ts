import { readFileSync } from 'node:fs';
import { storageTypeOf, viewStorage } from '../../checkpoint/storage.js';
import { Damage } from '../../checkpoint/tree.js';
import { ZipReader } from '../../checkpoint/zip-reader.js';
import { fail } from '../../errors.js';
import { type DTypeName, dtypes, type NdArray } from '../../types/index.js';
import type { Graph, StoredTensor } from '../graph.js';
import { type GraphJson, graphFile, parseGraph } from './graph-json.js';

/** What one of our TorchScript archives holds. */
export interface TorchScriptArchive {
  readonly graph: Graph;
  /** Parameters and buffers by PyTorch's names, in PyTorch's layouts. */
  readonly state: ReadonlyMap<string, NdArray>;
  /** The files beside the code, by name. */
  readonly extraFiles: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads an archive that {@link torchScriptPieces} wrote.
 * @throws BundleError checkpoint_missing, checkpoint_damaged; also for an archive that PyTorch wrote, whose code is not run here
 */
export function readTorchScript(path: string): TorchScriptArchive {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch {
    return fail({ family: 'checkpoint', code: 'checkpoint_missing', path });
  }
  try {
    return archiveOf(new ZipReader(file));
  } catch (error) {
    if (!(error instanceof Damage || error instanceof SyntaxError)) throw error;
    return fail({ family: 'checkpoint', code: 'checkpoint_damaged', path, problem: error.message });
  }
}

function archiveOf(zip: ZipReader): TorchScriptArchive {
  const names = [...zip.names()];
  const version = names.find((name) => name.endsWith('/version'));
  if (version === undefined) throw new Damage('it is no TorchScript archive');
  const folder = version.slice(0, -'version'.length);
  const extra = `${folder}extra/`;
  if (!zip.has(extra + graphFile)) {
    throw new Damage(
      'it is a TorchScript archive that medbundle did not write, and whose code it does not run: ' +
        'export the network from its checkpoint with `medbundle ckpt_export`',
    );
  }
  const json = parseGraph(new TextDecoder().decode(zip.read(extra + graphFile)));
  const read = (place: GraphJson['state'][number], part: string): NdArray =>
    tensorAt(zip, `${folder}${part}/${place.key}`, place);
  const state = new Map(json.state.map((place) => [place.name, read(place, 'data')]));
  const constants = json.constants.map(
    (place) => [place.name, storedAs('constant', read(place, 'constants'))] as const,
  );
  const parameters = [...state].map(([name, array]) => [name, storedAs('parameter', array)] as const);
  const { inputs, outputs, nodes } = json;
  const graph: Graph = {
    inputs,
    outputs,
    nodes,
    stored: new Map([...parameters, ...constants]),
    types: new Map(json.types),
  };
  const files = names.filter((name) => name.startsWith(extra));
  return { graph, state, extraFiles: new Map(files.map((name) => [name.slice(extra.length), zip.read(name)])) };
}

function tensorAt(
  zip: ZipReader,
  entry: string,
  { dtype, shape }: { dtype: DTypeName; shape: readonly number[] },
): NdArray {
  const type = Object.hasOwn(dtypes, dtype) ? storageTypeOf(dtype) : undefined;
  if (!type) throw new Damage(`it holds a tensor of the unknown type ${dtype}`);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, extent) => size * extent, 1));
  return viewStorage(zip.read(entry), type, 0, shape, strides);
}

function storedAs(role: StoredTensor['role'], { data, shape, dtype }: NdArray): StoredTensor {
  if (data instanceof Float32Array) return { role, dtype: 'float32', shape, data };
  if (dtype === 'bool' && data instanceof Uint8Array) return { role, dtype: 'bool', shape, data };
  return { role, dtype: 'int32', shape, data: Int32Array.from(data, Number) };
}
