import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../types/package-files.js';
import type { PackageFinding } from './diagnosis.js';

const optional = [
  { name: 'onnxruntime-node', use: 'checks exported ONNX files, and runs them' },
  { name: '@tensorflow/tfjs-node-gpu', use: 'the tensorflow backend on NVIDIA GPUs (CUDA)' },
  { name: '@tensorflow/tfjs-node', use: 'the tensorflow backend on the processor' },
  { name: '@tensorflow/tfjs-backend-webgpu', use: 'the webgpu backend: kernels' },
  { name: 'webgpu', use: 'the webgpu backend: Dawn, for GPUs of any vendor' },
] as const;

/** Packages that the user may install, and which version is there. */
export function packagesHere(): PackageFinding[] {
  return optional.map(({ name, use }) => ({ name, use, version: versionOf(name), fix: `npm install ${name}` }));
}

function versionOf(name: string): string | undefined {
  const require = createRequire(join(packageRoot, 'package.json'));
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const manifest: { version?: unknown } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
      return String(manifest.version);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** medbundle's own version. */
export function ownVersion(): string {
  const manifest: { version?: unknown } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  return String(manifest.version);
}
