import { describe, expect, it } from 'vitest';
import { registerShippedComponents } from '../../../engine/components.js';
import { differencesOf } from '../../../engine/explain/diff.js';
import { mergeBundle, readBundle } from '../../../engine/workflow/read-bundle.js';

registerShippedComponents();

function parserOf(config: Record<string, unknown>) {
  return mergeBundle(readBundle({ configFile: [config] }), { configFile: [] });
}

async function diff(a: Record<string, unknown>, b: Record<string, unknown>) {
  return differencesOf(parserOf(a), parserOf(b));
}

const load = { _target_: 'LoadImaged', keys: 'image' };
const flip = { _target_: 'RandFlipd', keys: 'image', prob: 0.5 };
const scale = { _target_: 'ScaleIntensityd', keys: 'image' };
const cast = { _target_: 'CastToTyped', keys: 'image' };

describe('the differences of two configs', () => {
  it('are none for the same content, however it is written', async () => {
    expect(await diff({ a: 1, b: { c: [1, 2] }, d: '%b' }, { d: { c: [1, 2] }, b: { c: [1, 2] }, a: 1 })).toEqual([]);
    expect(await diff({ s: { x: '@#y', y: 1 } }, { s: { x: '@s#y', y: 1 } })).toEqual([]);
  });

  it('are what was added, removed and changed', async () => {
    expect(await diff({ a: 1, b: { c: 1, d: 2 } }, { a: 2, b: { c: 1, e: [] } })).toMatchObject([
      { change: 'changed', id: 'a', before: { written: '1' }, after: { written: '2' } },
      { change: 'removed', id: 'b::d', before: { written: '2' } },
      { change: 'added', id: 'b::e', after: { written: '[]' } },
    ]);
    expect(await diff({ a: 1 }, { a: { b: 1 } })).toMatchObject([{ change: 'changed', id: 'a' }]);
    expect(await diff({ a: [1, 2] }, { a: [1, 2, 3] })).toMatchObject([{ change: 'changed', id: 'a' }]);
  });

  it('tell 2 from 2.0', async () => {
    const { Float } = await import('../../../engine/values/index.js');
    expect(await diff({ a: 2 }, { a: new Float(2) })).toMatchObject([
      { before: { written: '2' }, after: { written: '2.0' } },
    ]);
  });

  it('match the items of lists that moved', async () => {
    const changed = { ...flip, prob: 0.25 };
    expect(await diff({ t: [load, flip, cast] }, { t: [load, scale, changed, cast] })).toMatchObject([
      { change: 'added', id: 't::1' },
      { change: 'changed', id: 't::2::prob', idBefore: 't::1::prob' },
    ]);
    expect(await diff({ t: [load, flip] }, { t: [load, cast] })).toMatchObject([
      { change: 'removed', id: 't::1' },
      { change: 'added', id: 't::1' },
    ]);
    expect(await diff({ t: [load, flip, cast] }, { t: [cast] })).toHaveLength(2);
  });

  it('tell what follows from a change', async () => {
    const config = {
      a: 1,
      b: '$@a * 2',
      c: { d: '@b' },
      e: '$1 + 1',
      f: '$@a > 0',
      net: { _target_: 'BasicUNet', in_channels: '@a' },
      made: '$@net.training',
      broken: '$1 // (@a - @a)',
      run: ['$print(@a)'],
    };
    const found = await diff(config, { ...config, a: 3 });
    expect(found).toMatchObject([
      { change: 'changed', id: 'a' },
      { change: 'follows', id: 'b', before: { value: '2' }, after: { value: '6' } },
      { change: 'follows', id: 'c::d', before: { value: '2', written: '@b' }, after: { value: '6' } },
      { change: 'follows', id: 'net::in_channels' },
    ]);
  });
});
