import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { importModule } from '../../../engine/modules/index.js';
import { component, constant } from '../../../engine/registry/component.js';
import { registry } from '../../../engine/registry/registry.js';
import { evaluated, failed } from './evaluated.js';

registry.add(
  component({
    name: 'halved',
    modules: ['monai.trial.numbers', 'laboratory.numbers'],
    kind: 'function',
    description: 'Half of a number.',
    arguments: Type.Object({ whole: Type.Number({ description: 'The number.' }) }),
    create: ({ whole }) => whole / 2,
  }),
  constant({ name: 'Trial', modules: ['monai.trial'], value: 'a trial' }),
);

test('components and constants are attributes of their modules', () => {
  expect(evaluated('monai.trial.numbers.halved(3)')).toBe(1.5);
  expect(evaluated('monai.trial.numbers.halved(whole=5)')).toBe(2.5);
  expect(evaluated('monai.trial.Trial')).toBe('a trial');
  expect(importModule('monai.trial')?.names()).toContain('numbers');
});

test('a module of the user can be imported', () => {
  expect(importModule('laboratory')?.attribute('numbers')).toBe(importModule('laboratory.numbers'));
  expect(importModule('laboratory.letters')).toBeUndefined();
});

test('what MONAI has beside components is there too', () => {
  expect(evaluated('monai.__version__')).toBe('1.5.0');
  expect(evaluated('monai.utils.CommonKeys.IMAGE')).toBe('image');
  expect(evaluated('monai.utils.InterpolateMode("bicubic")')).toBe('bicubic');
  expect(failed('monai.utils.InterpolateMode("cubist")')).toBe('ValueError');
  expect(evaluated('monai.utils.first([])')).toBeNull();
  expect(evaluated('monai.utils.ensure_tuple_rep(2, 3)')).toMatchObject({ items: [2, 2, 2] });
  expect(evaluated('monai.utils.fall_back_tuple((1, -1), (5, 6))')).toMatchObject({ items: [1, 6] });
  expect(failed('monai.nothing')).toBe('AttributeError');
});
