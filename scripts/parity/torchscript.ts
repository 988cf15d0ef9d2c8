/**
 * Opens our TorchScript archives in PyTorch: every network of the parity fixtures is exported, loaded with `torch.jit.load` and
 * run on a batch of another size than any it was traced with. Prints the largest difference for each, relative to the largest
 * element.
 *
 *     npm run build && node dist/scripts/parity/torchscript.js PYTHON
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { selectBackend } from '../../engine/backends/index.js';
import { traceNetwork } from '../../engine/export/index.js';
import { torchScriptPieces } from '../../engine/export/torchscript/write-torchscript.js';
import { fakeValues } from '../../engine/export/trace.js';
import { packageRoot } from '../../engine/types/package-files.js';
import { readFixture } from './array-json.js';
import { create, fill } from './networks.js';

interface Case {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
}

const [python = 'python3'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'medbundle-parity-'));
try {
  await selectBackend();
  const exported: object[] = [];
  for (const component of ['BasicUNet', 'UNet']) {
    for (const [index, given] of (await readFixture<readonly Case[]>('networks', component)).entries()) {
      const network = create(component, given.arguments);
      fill(network);
      const path = join(folder, `${component}-${index}`);
      const graph = traceNetwork(network, { inputs: [{ name: 'image', shape: given.shape }] });
      const buffers = new Set(network.allParameters().flatMap(({ name, trainable }) => (trainable ? [] : [name])));
      await writeFile(
        `${path}.ts`,
        Buffer.concat(torchScriptPieces(graph, { state: network.stateDict(), buffers, name: 'model' })),
      );
      const shape = [3, ...given.shape.slice(1)];
      const values = fakeValues(shape, 99);
      network.train(false);
      const x = tf.tensor(values, shape);
      const y = network.forward(x);
      const expected = Float32Array.from(y.dataSync());
      tf.dispose([x, y]);
      await writeFile(`${path}.input`, values);
      await writeFile(`${path}.output`, expected);
      exported.push({ name: `${component} ${JSON.stringify(given.arguments)}`, path, shape });
      network.dispose();
    }
  }
  await writeFile(join(folder, 'cases.json'), JSON.stringify(exported));
  const script = join(packageRoot, 'scripts', 'parity', 'torchscript.py');
  const { stdout } = await promisify(execFile)(python, [script, join(folder, 'cases.json')]);
  process.stdout.write(stdout);
} finally {
  await rm(folder, { recursive: true });
}
