import { readFileSync } from 'node:fs';
import { Damage } from '../../checkpoint/tree.js';
import { ZipReader } from '../../checkpoint/zip-reader.js';
import { zipPieces } from '../../checkpoint/zip-writer.js';
import { fail } from '../../errors.js';
import type { ProviderName } from './providers.js';

/** Batch sizes that a compiled network takes. */
export interface BatchProfile {
  readonly min: number;
  /** The one it is quickest for. */
  readonly opt: number;
  readonly max: number;
}

export type Precision = 'fp32' | 'fp16';

/** What a compiled file says of itself. */
export interface CompiledHeader {
  readonly format: 1;
  readonly provider: ProviderName;
  /** Of runtime, provider and driver: the engine is theirs alone. */
  readonly version: string;
  readonly precision: Precision;
  /** Null: batches of any size. */
  readonly batch: BatchProfile | null;
  /** Shape of the input without the batch, and names as the model has them. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
}

export interface CompiledFile {
  readonly header: CompiledHeader;
  /** The network as an ONNX model, for any machine. */
  readonly model: Uint8Array;
  /** What the provider made of it. */
  readonly engine: Uint8Array;
}

const headerFile = 'medbundle_engine.json';

/** A compiled network in one file, in pieces: an archive like PyTorch's. */
export function compiledPieces(
  { header, model, engine }: CompiledFile,
  extraFiles: ReadonlyMap<string, Uint8Array>,
  name: string,
): Uint8Array[] {
  return zipPieces([
    { name: `${name}/${headerFile}`, content: new TextEncoder().encode(JSON.stringify(header, null, 2)) },
    ...[...extraFiles].map(([file, content]) => ({ name: `${name}/extra/${file}`, content })),
    { name: `${name}/model.onnx`, content: model },
    { name: `${name}/engine.onnx`, content: engine },
  ]);
}

/** Whether an archive holds a compiled network. */
export function isCompiled(path: string): boolean {
  try {
    return [...new ZipReader(readFileSync(path)).names()].some((name) => name.endsWith(`/${headerFile}`));
  } catch {
    return false;
  }
}

/** @throws BundleError checkpoint_damaged */
export function readCompiled(path: string): CompiledFile {
  try {
    const zip = new ZipReader(readFileSync(path));
    const entry = [...zip.names()].find((name) => name.endsWith(`/${headerFile}`));
    if (entry === undefined) throw new Damage('it holds no compiled network');
    const folder = entry.slice(0, -headerFile.length);
    const header: unknown = JSON.parse(new TextDecoder().decode(zip.read(entry)));
    if (!isHeader(header)) throw new Damage('what it says of itself is not of this version');
    return { header, model: zip.read(`${folder}model.onnx`), engine: zip.read(`${folder}engine.onnx`) };
  } catch (error) {
    if (!(error instanceof Damage || error instanceof SyntaxError)) throw error;
    return fail({ family: 'checkpoint', code: 'checkpoint_damaged', path, problem: error.message });
  }
}

function isHeader(value: unknown): value is CompiledHeader {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== 1) return false;
  return ['provider', 'version', 'precision', 'batch', 'input', 'output'].every((name) => name in value);
}
