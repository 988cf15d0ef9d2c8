import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigParser } from '../../engine/resolve/index.js';
import { benchmarkLayers } from './config-layers.js';

/**
 * Reads, merges and resolves a layered config of 10,000 values, here and with MONAI, and prints the ratio of the first
 * runs and of the best of several:
 *
 *     node dist/scripts/bench/config.js [python with MONAI]
 */
function main(python: string | undefined): void {
  const folder = mkdtempSync(join(tmpdir(), 'medbundle-bench-'));
  try {
    const files = benchmarkLayers().map((layer, index) => {
      const path = join(folder, `layer-${index}.json`);
      writeFileSync(path, JSON.stringify(layer, null, 2));
      return path;
    });
    const ours = Array.from({ length: 20 }, () => timeOf(files));
    report('medbundle', ours);
    if (!python) return;
    const script = fileURLToPath(new URL('../../../scripts/bench/config_monai.py', import.meta.url));
    const output = execFileSync(python, [script, ...files], { encoding: 'utf8' });
    const monai = output.trim().split('\n').map(Number);
    report('MONAI', monai);
    const ratio = (a: number | undefined, b: number | undefined): string => ((a ?? 0) / (b ?? 1)).toFixed(0);
    console.log(`first run ${ratio(monai[0], ours[0])}×, best run ${ratio(Math.min(...monai), Math.min(...ours))}×`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeOf(files: readonly string[]): number {
  const started = performance.now();
  const parser = new ConfigParser();
  parser.readConfig(files);
  parser.getParsedContent();
  return performance.now() - started;
}

function report(name: string, times: readonly number[]): void {
  const [first = 0] = times;
  console.log(`${name}: first run ${first.toFixed(1)} ms, best run ${Math.min(...times).toFixed(1)} ms`);
}

main(process.argv[2]);
