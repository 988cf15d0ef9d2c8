import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../../types/package-files.js';
import type { ArrayAddon } from './array-addon.js';

type Floats = Float32Array;

/**
 * The C++ kernels (`kernels/addon.cc` says what each argument is). Arrays are channels-last float32; shapes are the
 * numbers that `shapes.ts` packs.
 */
export interface Addon extends ArrayAddon {
  /** The parts of `x` are convolved as if concatenated along their channels; `dx` likewise. */
  convForward(x: readonly Floats[], filter: Floats, bias: Floats | null, y: Floats, shape: Float64Array): void;
  convInputGradient(dy: Floats, filter: Floats, bias: Floats | null, dx: readonly Floats[], shape: Float64Array): void;
  convFilterGradient(x: readonly Floats[], dy: Floats, dfilter: Floats, shape: Float64Array): void;
  normForward(
    x: Floats,
    gamma: Floats | null,
    beta: Floats | null,
    mean: Floats,
    rstd: Floats,
    y: Floats,
    shape: Float64Array,
  ): void;
  normBackward(
    x: Floats,
    dy: Floats,
    gamma: Floats | null,
    beta: Floats | null,
    mean: Floats,
    rstd: Floats,
    dx: Floats | null,
    dgamma: Floats | null,
    dbeta: Floats | null,
    shape: Float64Array,
  ): void;
  maxPool(x: Floats, y: Floats, shape: Float64Array): void;
  maxPoolGradient(x: Floats, y: Floats, dy: Floats, dx: Floats, shape: Float64Array): void;
  averagePool(x: Floats, y: Floats, shape: Float64Array): void;
  averagePoolGradient(dy: Floats, dx: Floats, shape: Float64Array): void;
  concatLast(parts: readonly Floats[], out: Floats, shape: Float64Array): void;
  leakyRelu(x: Floats, y: Floats, shape: Float64Array): void;
  prelu(x: Floats, slopes: Floats, y: Floats, shape: Float64Array): void;
  preluGradient(x: Floats, slopes: Floats, dy: Floats, dx: Floats, dslopes: Floats, shape: Float64Array): void;
  channelSum(x: Floats, sum: Floats, shape: Float64Array): void;
  adam(
    p: Floats,
    g: Floats,
    m: Floats,
    v: Floats,
    most: Floats | null,
    pOut: Floats,
    mOut: Floats,
    vOut: Floats,
    mostOut: Floats | null,
    step: Float64Array,
  ): void;
  allocate(bytes: number): ArrayBuffer;
  /** A file as memory that all processes which map it share; it must have at least so many bytes. @throws Error */
  mapShared(path: string, bytes: number): ArrayBuffer;
  /** How many threads kernels called from this JavaScript thread use. */
  threads(count: number): void;
  /** Uses the kernels of a lesser instruction set, for tests. */
  use(architecture: string): void;
  architecture(): string;
  /** Whether convolutions can multiply in bfloat16 (with float32 sums), which `packConv` asks for. */
  bfloat16(): boolean;
}

let addon: Addon | undefined;

/**
 * The file that `npm ci` built, else the one of a package for this machine (`medbundle-native-linux-x64`, …) that is installed beside medbundle;
 * MEDBUNDLE_NATIVE_PATH names another one, for tests. Undefined when there is none.
 */
export function addonPath(): string | undefined {
  const given = process.env.MEDBUNDLE_NATIVE_PATH;
  if (given !== undefined && given !== '') return given;
  const built = join(packageRoot, 'engine', 'backends', 'native', 'build', 'Release', 'medbundle_native.node');
  return existsSync(built) ? built : prebuiltPath();
}

function prebuiltPath(): string | undefined {
  try {
    return createRequire(join(packageRoot, 'package.json')).resolve(
      `medbundle-native-${process.platform}-${process.arch}/medbundle_native.node`,
    );
  } catch {
    return undefined;
  }
}

/** Loads the addon into this thread. @throws Error when it was not built, or not for this Node or processor */
export function loadAddon(): Addon {
  if (!addon) {
    const path = addonPath();
    if (!path) throw new Error('it was not built');
    const module: { exports: unknown } = { exports: {} };
    process.dlopen(module, path);
    if (!isAddon(module.exports)) throw new Error(`${path} is not the addon of this version`);
    addon = module.exports;
  }
  return addon;
}

function isAddon(exports: unknown): exports is Addon {
  return typeof exports === 'object' && exports !== null && 'convForward' in exports && 'allocate' in exports;
}
