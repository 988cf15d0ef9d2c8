import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { Diagnosis } from './diagnosis.js';
import { outputOf } from './output-of.js';

/** Names that systems give to vector instructions, and the ones people know. */
const known: Readonly<Record<string, string>> = {
  avx2: 'AVX2',
  fma: 'FMA',
  avx512f: 'AVX-512',
  avx512_vnni: 'AVX512-VNNI',
  avx512_bf16: 'AVX512-BF16',
  amx_tile: 'AMX',
  amx_bf16: 'AMX-BF16',
  asimd: 'NEON',
  neon: 'NEON',
  asimddp: 'dot product',
  bf16: 'BF16',
  i8mm: 'I8MM',
  sve: 'SVE',
};

/** The processor, its cores, and what it can do at once. */
export async function processorHere(): Promise<Diagnosis['processor']> {
  const all = cpus();
  const words = new Set((await featureText()).toLowerCase().split(/[\s:.]+/));
  const features = Object.entries(known).flatMap(([word, name]) => (words.has(word) ? [name] : []));
  const model = all[0]?.model.trim() || process.arch;
  return { model, cores: all.length, threads: availableParallelism(), features: [...new Set(features)] };
}

async function featureText(): Promise<string> {
  if (process.platform === 'linux') {
    const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
    return /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? '';
  }
  if (process.platform !== 'darwin') return '';
  // Apple's own processors have NEON, and tell nothing in the way Intel's do.
  if (process.arch === 'arm64') return 'neon asimddp bf16';
  return (await outputOf('sysctl', ['-n', 'machdep.cpu.features', 'machdep.cpu.leaf7_features'])) ?? '';
}
