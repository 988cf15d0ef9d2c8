import type { Writer } from '../writer.js';
import { writeOnnxModel } from './onnx.js';
import { writeSafetensors } from './safetensors.js';

/** Writers by the extension of the file. */
export const writers: ReadonlyMap<string, Writer> = new Map([
  ['.onnx', writeOnnxModel],
  ['.safetensors', writeSafetensors],
]);
