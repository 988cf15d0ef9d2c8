import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inputsOf, transformOf } from '../../../scripts/parity/transforms.js';
import { ScriptedRandom } from '../../../scripts/parity/transforms-draws.js';

const folder = new URL('../../fixtures/parity/transforms/', import.meta.url);
const others = new Set(['LoadImage.json', 'SaveImage.json', 'signatures.json']);
const names = readdirSync(folder).filter((name) => !others.has(name));

test.each(names)('%s: no transform changes its input', async (name) => {
  for (const one of JSON.parse(readFileSync(new URL(name, folder), 'utf8'))) {
    const inputs = inputsOf(one.inputs);
    const before = structuredClone(inputs);
    const transform = transformOf(name.replace('.json', ''), one.arguments);
    await transform.apply(one.sample ? inputs : inputs[''], new ScriptedRandom(one.draws));
    expect(structuredClone(inputs), one.case).toEqual(before);
  }
});
