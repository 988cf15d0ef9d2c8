import { describe, expect, it } from 'vitest';
import { selectBackend } from '../../../engine/backends/select.js';
import { registerShippedComponents } from '../../../engine/components.js';
import type { BundleError } from '../../../engine/errors.js';
import { Explainer } from '../../../engine/explain/explain.js';
import { registry } from '../../../engine/registry/registry.js';
import { mergeBundle, readBundle } from '../../../engine/workflow/read-bundle.js';
import { folderOf } from '../config/folder.js';

registerShippedComponents();

const at = folderOf({
  'train.json': `{
  "imports": ["$import os"],
  "base": 2,
  "twice": "$@base * 2",
  "list": "$list(range(1000))",
  "net": {"_target_": "BasicUNet", "features": "@sizes", "spatial_dims": 2, "act": "$@twice and 'relu'"},
  "sizes": [1, 2, 3, 4, 5, 6],
  "part": {"a": "@#b", "b": "@base", "copy": "%base"},
  "same": "%part",
  "opt": {"_target_": "torch.optim.Adam", "params": "$@net.parameters()", "lr": "@missing"},
  "zero": "$1 // (@base - @base)",
  "idle": 1,
  "run": ["$@opt"]
}`,
  'more.yaml': 'base: 3\n"part#b": 7\n',
});

function explainer(overrides: Record<string, unknown> = {}, instantiate = false): Explainer {
  const options = { configFile: [at('train.json'), at('more.yaml')], overrides };
  return new Explainer(mergeBundle(readBundle(options), options), { registry, instantiate });
}

describe('explaining an id', () => {
  it('tells the value, where it was set, and all that it replaced, the latest first', async () => {
    const found = await explainer({ base: 5 }).explain('base');
    expect(found).toMatchObject({
      id: 'base',
      kind: 'value',
      set: { written: '5', position: { file: '--base' } },
      value: { state: 'known', type: 'int', short: '5', data: 5 },
      replaced: [
        { written: '3', position: { file: at('more.yaml'), line: 1, column: 7 } },
        { written: '2', position: { file: at('train.json'), line: 3, column: 11 } },
      ],
    });
  });

  it('tells what an item uses and what uses it, with places', async () => {
    const { value, uses, usedBy } = await explainer().explain('twice');
    expect(value).toMatchObject({ type: 'int', short: '6' });
    expect(uses).toMatchObject([{ id: 'base', text: '@base', position: { line: 4, column: 14 }, found: true }]);
    expect(usedBy).toMatchObject([{ id: 'net::act', position: { line: 6, column: 86 } }]);
    const net = await explainer().explain('net');
    expect(net.usedBy.map(({ id, part }) => [id, part])).toEqual([['opt::params', 'net']]);
    expect(net.uses.map(({ id, part }) => [id, part])).toEqual([
      ['sizes', 'net::features'],
      ['twice', 'net::act'],
    ]);
  });

  it('follows macros both ways', async () => {
    const copy = await explainer().explain('same::b');
    expect(copy.set).toMatchObject({
      written: '7',
      position: { file: at('more.yaml') },
      macro: { text: '%part', position: { line: 9 } },
    });
    const part = await explainer().explain('part');
    expect(part.usedBy).toMatchObject([
      { id: 'same', how: 'macro', text: '%part', position: { line: 9, column: 11 } },
      { id: 'same::a', how: 'reference', part: 'part::b' },
    ]);
    // A relative id in the copy keeps the meaning it had where it was written.
    expect((await explainer().explain('same')).uses.map(({ id }) => id)).toEqual(['part', 'part::b']);
  });

  it('describes a component and its arguments, without making it', async () => {
    const { kind, value, component, neededBy } = await explainer().explain('net');
    expect(kind).toBe('component');
    expect(value).toEqual({ state: 'unmade', components: ['net'] });
    expect(component).toMatchObject({ target: 'BasicUNet', name: 'BasicUNet', kind: 'network' });
    expect(component?.description).toMatch(/\w/);
    const argument = (name: string) => component?.arguments.find((one) => one.name === name);
    expect(argument('features')?.given).toMatchObject({ written: '@sizes', value: { short: '[1, 2, 3, 4, 5, 6]' } });
    expect(argument('act')?.given).toMatchObject({ value: { short: "'relu'" }, position: { line: 6, column: 84 } });
    expect(argument('in_channels')).toMatchObject({ default: '1', description: expect.any(String) });
    expect(neededBy).toEqual(['run']);
    expect((await explainer().explain('idle')).neededBy).toEqual([]);
  });

  it('makes components when asked to', async () => {
    await selectBackend('cpu');
    const { value } = await explainer({}, true).explain('net');
    expect(value).toMatchObject({ state: 'known', type: 'BasicUNet', short: '<BasicUNet>' });
    expect(value).not.toHaveProperty('data');
  });

  it('tells which parts other layers set', async () => {
    const { parts } = await explainer({ 'net::features': [8] }).explain('net');
    expect(parts).toMatchObject([
      { id: 'net::features', written: '[8]', position: { file: '--net::features' }, replaced: [{ written: '@sizes' }] },
    ]);
    expect((await explainer().explain('part')).parts).toMatchObject([
      { id: 'part::b', written: '7' },
      { id: 'part::copy' },
    ]);
  });

  it('goes on where something is wrong, and says so', async () => {
    const zero = await explainer().explain('zero');
    expect(zero.value.state).toBe('failed');
    const { faults, uses } = await explainer().explain('opt');
    expect(faults).toMatchObject([{ position: { line: 10 } }]);
    expect(uses.find(({ id }) => id === 'missing')).toMatchObject({ found: false });
    const unknown = await explainer()
      .explain('nett')
      .catch((error: BundleError) => error.failure);
    expect(unknown).toMatchObject({ code: 'unknown_id', suggestion: 'net' });
  });

  it('cuts long values short', async () => {
    const { value } = await explainer().explain('list');
    expect(value).toMatchObject({ type: 'list', short: expect.stringMatching(/^\[0, 1, 2, .*… \(1000 in all\)\]$/) });
  });

  it('is plain data', async () => {
    const found = await explainer().explain('opt');
    expect(JSON.parse(JSON.stringify(found))).toEqual(JSON.parse(JSON.stringify({ ...found })));
  });
});

describe('the outline', () => {
  it('lists the top-level ids with their places', () => {
    const outline = explainer({ base: 4 }).outline();
    expect(outline.map(({ id }) => id)).toContain('net');
    const line = (id: string) => outline.find((one) => one.id === id);
    expect(line('base')).toMatchObject({ kind: 'value', replaced: 2, parts: 0, faults: 0 });
    expect(line('net')?.set.written).toBe("BasicUNet(features=@sizes, spatial_dims=2, act=$@twice and 'rel…");
    expect(line('opt')).toMatchObject({ faults: 1 });
  });
});
