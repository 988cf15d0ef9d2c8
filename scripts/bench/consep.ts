/**
 * Preprocessing of CoNSeP, ours and that of MONAI's bundle: seconds for a folder of images, without the start of the process
 * and its imports. The two take turns; the best round of each counts.
 *
 *     npm run build && node dist/scripts/bench/consep.js [PYTHON] [INPUT] [ROUNDS]
 *
 * PYTHON is an interpreter with MONAI, with MONAI_ZOO naming the `models` folder of the model zoo; '' runs our side alone.
 * INPUT is a folder in CoNSeP's layout; without one 91 images are drawn.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { prepareConsep } from '../data/consep.js';
import { drawDemo } from '../data/demo.js';

const run = promisify(execFile);
const [python = '', given, rounds = '3'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'medbundle-bench-'));
try {
  const input = given ?? join(folder, 'demo');
  if (given === undefined) await drawDemo({ output: input, trainImages: 75, testImages: 16, size: 256 });
  let ours = Number.POSITIVE_INFINITY;
  let theirs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < Number(rounds); round++) {
    const began = performance.now();
    const { parts } = await prepareConsep({ input, output: join(folder, `ours ${round}`) });
    ours = Math.min(ours, (performance.now() - began) / 1000);
    const patches = (parts.Train?.patches ?? 0) + (parts.Test?.patches ?? 0);
    console.log(`medbundle: ${patches} patches in ${((performance.now() - began) / 1000).toFixed(2)} s`);
    if (python === '') continue;
    const script = fileURLToPath(new URL('../../../scripts/bench/consep_monai.py', import.meta.url));
    const { stdout } = await run(python, [script, input, join(folder, `monai ${round}`)]);
    const [seconds = '', count = ''] = stdout.trim().split(' ');
    theirs = Math.min(theirs, Number(seconds));
    console.log(`MONAI:     ${count} patches in ${Number(seconds).toFixed(2)} s`);
  }
  if (python !== '') console.log(`medbundle is ${(theirs / ours).toFixed(1)} times as fast`);
} finally {
  await rm(folder, { recursive: true });
}
