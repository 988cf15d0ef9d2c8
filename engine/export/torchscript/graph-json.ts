import type { DTypeName } from '../../types/index.js';
import type { Graph, GraphDtype, GraphNode, TensorType } from '../graph.js';

/** The extra file of an archive that holds the graph its code was made from, for readers that run no Python. */
export const graphFile = 'medbundle_graph.json';

/** Where a tensor of the state dict lies in the archive: `data/<key>`. */
export interface StatePlace {
  readonly name: string;
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly key: number;
}

/** A constant of the graph: `constants/<key>`. */
export interface ConstantPlace {
  readonly name: string;
  readonly dtype: GraphDtype;
  readonly shape: readonly number[];
  readonly key: number;
}

/** {@link graphFile}'s content. */
export interface GraphJson {
  readonly version: 1;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly types: readonly (readonly [name: string, type: TensorType])[];
  readonly state: readonly StatePlace[];
  readonly constants: readonly ConstantPlace[];
}

/** JSON has no infinite numbers; `{"number": "-Infinity"}` stands for one. */
export function graphText(graph: Graph, state: readonly StatePlace[]): string {
  const constants = [...graph.stored].filter(([, { role }]) => role === 'constant');
  const json: GraphJson = {
    version: 1,
    inputs: graph.inputs,
    outputs: graph.outputs,
    nodes: graph.nodes,
    types: [...graph.types],
    state,
    constants: constants.map(([name, { dtype, shape }], key) => ({ name, dtype, shape, key })),
  };
  return JSON.stringify(json, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value,
  );
}

/** The content of {@link graphFile}, looked at: what it names is there, and comes before it is used. @throws SyntaxError otherwise */
export function parseGraph(text: string): GraphJson {
  const json: unknown = JSON.parse(text, (_, value: unknown) => (isNumberText(value) ? Number(value.number) : value));
  if (!isGraphJson(json)) throw new SyntaxError('its graph is not of this version');
  const known = new Set([...json.inputs, ...[...json.state, ...json.constants].map(({ name }) => name)]);
  for (const { inputs, output } of json.nodes) {
    const unknown = inputs.find((name) => !known.has(name));
    if (unknown !== undefined) throw new SyntaxError(`its graph uses "${unknown}" before it is computed`);
    known.add(output);
  }
  const lost = json.outputs.find((name) => !known.has(name));
  if (lost !== undefined) throw new SyntaxError(`its graph does not compute "${lost}"`);
  return json;
}

function isNumberText(value: unknown): value is { number: string } {
  if (typeof value !== 'object' || value === null || !('number' in value)) return false;
  return typeof value.number === 'string' && Object.keys(value).length === 1;
}

function isGraphJson(json: unknown): json is GraphJson {
  if (typeof json !== 'object' || json === null || !('version' in json) || json.version !== 1) return false;
  const list = (name: string, of: (item: unknown) => boolean): boolean => {
    const value: unknown = Reflect.get(json, name);
    return Array.isArray(value) && value.every(of);
  };
  return (
    list('inputs', isText) &&
    list('outputs', isText) &&
    list('nodes', isNode) &&
    list('types', (item) => Array.isArray(item) && isText(item[0])) &&
    list('state', isPlace) &&
    list('constants', isPlace)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNode(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!('kind' in value && 'output' in value && 'inputs' in value && 'attributes' in value)) return false;
  const { kind, output, inputs, attributes } = value;
  const named = isText(kind) && isText(output) && Array.isArray(inputs) && inputs.every(isText);
  return named && typeof attributes === 'object' && attributes !== null;
}

function isPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!('name' in value && 'dtype' in value && 'shape' in value && 'key' in value)) return false;
  const { name, dtype, shape, key } = value;
  const sized = Array.isArray(shape) && shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0);
  return isText(name) && isText(dtype) && sized && Number.isSafeInteger(key);
}
