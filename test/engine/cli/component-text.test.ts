import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { coloursFor } from '../../../engine/cli/report/colours.js';
import { formatComponent, formatComponentList } from '../../../engine/cli/report/component-text.js';
import { component } from '../../../engine/registry/component.js';

const colours = coloursFor({ isTTY: false });
const blur = component({
  name: 'Blurd',
  aliases: ['BlurD'],
  modules: ['monai.transforms'],
  kind: 'transform',
  description: 'Blurs images. As MONAI does it.',
  arguments: Type.Object({
    keys: Type.Array(Type.String(), { description: 'What to blur.' }),
    sigmaMax: Type.Number({ minimum: 0, default: 1.5, description: 'Width in pixels.' }),
  }),
  create: (args) => args,
});
const adam = component({
  name: 'Adam',
  modules: ['torch.optim'],
  kind: 'optimizer',
  description: 'Adam.',
  arguments: Type.Object({}),
  create: () => null,
});

describe('formatComponent', () => {
  it('shows names, modules and arguments with defaults', () => {
    expect(formatComponent(blur, colours)).toMatchInlineSnapshot(`
      "Blurd  transform
      Blurs images. As MONAI does it.

      also  BlurD
      from  monai.transforms

      arguments
        keys: a list of strings, required
            What to blur.
        sigma_max: a number ≥ 0, default 1.5
            Width in pixels.
      "
    `);
    expect(formatComponent(adam, colours)).toContain('none');
  });
});

describe('formatComponentList', () => {
  it('lists by kind, outside of MONAI with the module', () => {
    expect(formatComponentList([blur, adam], undefined, colours)).toMatchInlineSnapshot(`
      "optimizer
        torch.optim.Adam               Adam.

      transform
        Blurd                          Blurs images.
      "
    `);
    expect(formatComponentList([blur, adam], 'optimizer', colours)).not.toContain('Blurd');
  });

  it('suggests a kind', () => {
    expect(() => formatComponentList([blur, adam], 'transfrom', colours)).toThrow(/no kind "transfrom"/);
  });
});
