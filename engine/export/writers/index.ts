import type { Writer } from '../writer.js';
import { writeOnnxModel } from './onnx.js';
import { writeSafetensors } from './safetensors.js';
import { writeTorchScript } from './torchscript.js';

/** Writers by the extension of the file. */
export const writers: ReadonlyMap<string, Writer> = new Map([
  ['.onnx', writeOnnxModel],
  ['.ts', writeTorchScript],
  ['.safetensors', writeSafetensors],
]);
