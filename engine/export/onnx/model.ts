import type { MessageDescription } from './message.js';

/** The part of ONNX's messages that exports use, with the numbers of the specification (https://onnx.ai/onnx/repo-docs/IR.html). */

export const elementTypes = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

export const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

export interface OnnxEntry {
  readonly key: string;
  readonly value: string;
}

export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly name: string;
  /** Little-endian. */
  readonly rawData?: Uint8Array;
  /** Where the data is, when it is in another file: `location`, `offset`, `length`. */
  readonly externalData?: readonly OnnxEntry[];
  /** 1: in another file. */
  readonly dataLocation?: number;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: OnnxTensor;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
}

export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly OnnxAttribute[];
}

/** An extent: a number, or a name. */
export type OnnxDimension = { readonly dimValue: number } | { readonly dimParam: string };

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: { readonly elemType: number; readonly shape: { readonly dim: readonly OnnxDimension[] } };
  };
}

export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly name: string;
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: OnnxGraph;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly OnnxEntry[];
}

const entry: MessageDescription = { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } };

export const tensorMessage: MessageDescription = {
  dims: { id: 1, type: 'int64', repeated: true },
  dataType: { id: 2, type: 'int32' },
  name: { id: 8, type: 'string' },
  rawData: { id: 9, type: 'bytes' },
  externalData: { id: 13, type: entry, repeated: true },
  dataLocation: { id: 14, type: 'int32' },
};

const attribute: MessageDescription = {
  name: { id: 1, type: 'string' },
  f: { id: 2, type: 'float' },
  i: { id: 3, type: 'int64' },
  s: { id: 4, type: 'bytes' },
  t: { id: 5, type: tensorMessage },
  floats: { id: 7, type: 'float', repeated: true },
  ints: { id: 8, type: 'int64', repeated: true },
  type: { id: 20, type: 'int32' },
};

const node: MessageDescription = {
  input: { id: 1, type: 'string', repeated: true },
  output: { id: 2, type: 'string', repeated: true },
  name: { id: 3, type: 'string' },
  opType: { id: 4, type: 'string' },
  attribute: { id: 5, type: attribute, repeated: true },
};

const dimension: MessageDescription = { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } };

const shape: MessageDescription = { dim: { id: 1, type: dimension, repeated: true } };

const tensorType: MessageDescription = { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: shape } };

const valueInfo: MessageDescription = {
  name: { id: 1, type: 'string' },
  type: { id: 2, type: { tensorType: { id: 1, type: tensorType } } },
};

const graph: MessageDescription = {
  node: { id: 1, type: node, repeated: true },
  name: { id: 2, type: 'string' },
  initializer: { id: 5, type: tensorMessage, repeated: true },
  input: { id: 11, type: valueInfo, repeated: true },
  output: { id: 12, type: valueInfo, repeated: true },
};

export const modelMessage: MessageDescription = {
  irVersion: { id: 1, type: 'int64' },
  producerName: { id: 2, type: 'string' },
  producerVersion: { id: 3, type: 'string' },
  graph: { id: 7, type: graph },
  opsetImport: {
    id: 8,
    type: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } },
    repeated: true,
  },
  metadataProps: { id: 14, type: entry, repeated: true },
};
