import { describe, expect, it } from 'vitest';
import { halfToNumber } from '../../../engine/checkpoint/storage.js';
import { floatToHalf, halfPrecision } from '../../../engine/export/onnx/half-precision.js';
import { elementTypes, type OnnxModel } from '../../../engine/export/onnx/model.js';

describe('floatToHalf', () => {
  it('gives every half back', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToNumber(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(halfToNumber(floatToHalf(value)))).toBe(true);
      else expect(floatToHalf(value)).toBe(bits);
    }
  });

  it.each([
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 + 2 ** -11 + 2 ** -20, 0x3c01],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -25, 0],
    [2 ** -25 + 2 ** -40, 1],
    [2 ** -14 - 2 ** -26, 0x0400],
    [1e-12, 0],
  ])('rounds %f to the nearest', (value, bits) => {
    expect(floatToHalf(value)).toBe(bits);
  });
});

it('keeps inputs, outputs and the scales of Resize in single precision', () => {
  const info = (name: string): OnnxModel['graph']['input'][number] => {
    return { name, type: { tensorType: { elemType: elementTypes.float32, shape: { dim: [{ dimValue: 1 }] } } } };
  };
  const tensor = (name: string): OnnxModel['graph']['initializer'][number] => {
    return { name, dims: [2], dataType: elementTypes.float32, rawData: new Uint8Array(Float32Array.of(1, 2).buffer) };
  };
  const model: OnnxModel = {
    irVersion: 8,
    producerName: '',
    producerVersion: '',
    opsetImport: [],
    metadataProps: [],
    graph: {
      name: 'network',
      input: [info('x')],
      output: [info('y')],
      initializer: [tensor('w'), tensor('scales')],
      node: [
        { opType: 'Mul', name: 'a', input: ['x', 'w'], output: ['z'], attribute: [] },
        { opType: 'Resize', name: 'b', input: ['z', '', 'scales'], output: ['y'], attribute: [] },
      ],
    },
  };
  const { graph } = halfPrecision(model);
  expect(graph.node.map(({ opType, input, output }) => [opType, input, output])).toEqual([
    ['Cast', ['x'], ['x_float16']],
    ['Mul', ['x_float16', 'w'], ['z']],
    ['Resize', ['z', '', 'scales'], ['y_float16']],
    ['Cast', ['y_float16'], ['y']],
  ]);
  expect(graph.initializer.map(({ dataType }) => dataType)).toEqual([elementTypes.float16, elementTypes.float32]);
  expect([...(graph.initializer[0]?.rawData ?? [])]).toEqual([0x00, 0x3c, 0x00, 0x40]);
});
