import { expect, test } from 'vitest';
import { loadTree } from '../../../engine/config/layers.js';
import { expandMacros } from '../../../engine/config/macros.js';
import { applyOverrides } from '../../../engine/config/overrides.js';
import { type Origin, provenanceOf } from '../../../engine/config/provenance.js';
import { folderOf } from './folder.js';

test('a value tells where it comes from and what it replaced, the latest first', () => {
  const at = folderOf({
    'a.json': '{\n  "train": {"trainer": {"epochs": 1}},\n  "copy": "%train::trainer"\n}',
    'b.yaml': 'train#trainer#epochs: 2\n',
    'c.json': '{"train": {"trainer": {"epochs": 3}}, "+train": {"x": 1}}',
  });
  const tree = loadTree([at('a.json'), at('b.yaml'), at('c.json')]);
  applyOverrides(tree, [{ id: 'train#trainer#epochs', value: 4, label: '--train#trainer#epochs' }]);
  const { root } = expandMacros(tree);
  const seen = ({ value, position: { file, line, column } }: Origin) => [value, file, line, column];

  const found = provenanceOf(root, 'train#trainer#epochs');
  expect(found && seen(found)).toEqual([4, '--train#trainer#epochs', 1, 1]);
  expect(found?.replaced.map(seen)).toEqual([
    [3, at('c.json'), 1, 34],
    [2, at('b.yaml'), 1, 23],
    [1, at('a.json'), 2, 35],
  ]);
  expect(provenanceOf(root, 'train::x')).toMatchObject({ value: 1, replaced: [] });
  expect(provenanceOf(root, 'copy::epochs')).toMatchObject({
    value: 4,
    macro: { text: '%train::trainer', position: { file: at('a.json'), line: 3, column: 11 } },
  });
  expect(provenanceOf(root, 'train::nothing')).toBeUndefined();
});
