import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import { fail } from '../../errors.js';
import { onnxRuntimePackage } from './session.js';

/** What compiles and runs a network. */
export const providerNames = ['tensorrt', 'cuda', 'webgpu', 'cpu'] as const;

export type ProviderName = (typeof providerNames)[number];

export function isProvider(name: string): name is ProviderName {
  return providerNames.some((known) => known === name);
}

export interface Provider {
  readonly name: ProviderName;
  /** What an engine it builds is bound to: another version's engine is refused. */
  readonly version: string;
}

/** Where Linux and Windows keep shared libraries, beside what the environment names. */
const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/local/cuda/lib64',
  '/usr/lib',
];

/**
 * The provider of this machine.
 * @throws BundleError missing_runtime with the libraries it lacks and where they were looked for
 */
export function findProvider(name: ProviderName): Provider {
  const { version, folder, supported } = onnxRuntimePackage();
  const runtime = `onnxruntime ${version}`;
  // The optimised graph is laid out for the vectors of one processor.
  if (name === 'cpu') return { name, version: `${runtime}, ${cpus()[0]?.model.trim() ?? process.arch}` };
  if (name === 'webgpu') {
    if (supported.includes('webgpu')) return { name, version: runtime };
    return absent('WebGPU', [`webgpu among the providers of ${runtime}: it has ${supported.join(', ')}`]);
  }
  const binaries = join(folder, 'bin');
  const shared = name === 'tensorrt' ? 'libonnxruntime_providers_tensorrt.so' : 'libonnxruntime_providers_cuda.so';
  const wanted = name === 'tensorrt' ? ['libnvinfer.so', 'libcudart.so'] : ['libcudart.so', 'libcublas.so'];
  const places = [...libraryPaths(), ...libraryFolders];
  const missing = wanted.filter((library) => !places.some((place) => holds(place, library)));
  const looked = missing.map((library) => `${library}* in ${places.join(', ')}`);
  if (!existsBelow(binaries, shared)) looked.push(`${shared} in ${binaries}`);
  const driver = driverVersion();
  if (driver === undefined) looked.push('the NVIDIA driver in /proc/driver/nvidia/version');
  if (looked.length > 0) return absent(name === 'tensorrt' ? 'TensorRT' : 'CUDA', looked);
  return { name, version: `${runtime}, ${name}, driver ${driver}` };
}

function absent(what: string, looked: readonly string[]): never {
  const fix = 'compile for what is here with --provider cpu, or run this on a machine that has it';
  return fail({ family: 'export', code: 'missing_runtime', what, looked, fix });
}

function libraryPaths(): string[] {
  const { LD_LIBRARY_PATH = '', PATH = '' } = process.env;
  return (process.platform === 'win32' ? PATH : LD_LIBRARY_PATH).split(delimiter).filter((folder) => folder !== '');
}

function holds(folder: string, library: string): boolean {
  try {
    return readdirSync(folder).some((file) => file.startsWith(library));
  } catch {
    return false;
  }
}

function existsBelow(folder: string, file: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) => path.endsWith(file));
}

function driverVersion(): string | undefined {
  try {
    const text = readFileSync('/proc/driver/nvidia/version', 'utf8');
    return /Kernel Module\D*([0-9.]+)/.exec(text)?.[1] ?? text.split('\n')[0];
  } catch {
    return undefined;
  }
}
