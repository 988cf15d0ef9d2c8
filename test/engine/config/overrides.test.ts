import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../engine/config/content.js';
import { loadTree } from '../../../engine/config/layers.js';
import { applyOverrides, type OverrideRules } from '../../../engine/config/overrides.js';
import { lookUp } from '../../../engine/config/tree.js';
import { toHost } from '../../../engine/values/index.js';

const config = {
  max_epochs: 2,
  lr: 0.1,
  a: 1,
  loss_a: 1,
  net1: {},
  train: { trainer: { _target_: 'Trainer', max_epochs: 2, val_interval: 1 }, handlers: [{ x: 1 }] },
};

function override(pairs: readonly (readonly [string, unknown])[], rules?: OverrideRules) {
  const tree = loadTree([config]);
  const overrides = pairs.map(([id, value]) => ({ id, value: value as number, label: `--${id}` }));
  applyOverrides(tree, overrides, rules);
  return tree;
}

test('values are set in order, and know the option that set them', () => {
  const tree = override([
    ['train#trainer#max_epochs', 5],
    ['train::handlers::0::x', 7],
    ['lr', 1],
    ['lr', 3],
    ['+train#handlers', [{ y: 2 }]],
  ]);
  expect(tree.problems).toEqual([]);
  expect(toHost(contentOf(tree.root))).toMatchObject({
    lr: 3,
    train: { trainer: { max_epochs: 5 }, handlers: [{ x: 7 }, { y: 2 }] },
  });
  const node = lookUp(tree.root, 'train::trainer::max_epochs');
  expect('position' in node && node.position).toMatchObject({ file: '--train#trainer#max_epochs', line: 1 });
});

describe('new keys', () => {
  test.each([
    'epochs',
    'b',
    'B',
    'lr2',
    'loss_b',
    'net2',
    'train#new',
    'train#trainer#amp',
    'something_else',
    'train_x',
    'l',
  ])('%s is accepted', (id) => {
    expect(override([[id, 1]]).problems).toEqual([]);
  });

  test.each([
    ['max_epoch', 'max_epochs'],
    ['maxepochs', 'max_epochs'],
    ['Max_Epochs', 'max_epochs'],
    ['LR', 'lr'],
    ['trian', 'train'],
    ['train#trainer#max_epohcs', 'train::trainer::max_epochs'],
    ['train#tariner', 'train::trainer'],
    ['confg_file', 'config_file'],
  ])('%s looks like a slip for %s', (id, suggestion) => {
    const rules = { knownOptions: ['config_file', 'run_id'] };
    expect(override([[id, 1]], rules).problems).toMatchObject([
      {
        failure: { code: 'unknown_option', option: id.replaceAll('#', '::'), suggestion },
        position: { file: `--${id}` },
      },
    ]);
    expect(override([[id, 1]], { ...rules, allowNewKeys: true }).problems).toEqual([]);
  });

  test('a section that is missing is an error even where new keys are allowed', () => {
    const { problems } = override(
      [
        ['trian#trainer#max_epochs', 1],
        ['a#b', 1],
      ],
      { allowNewKeys: true },
    );
    expect(problems.map(({ failure }) => failure)).toMatchObject([
      { code: 'unknown_id', part: 'trian', suggestion: 'train' },
      { code: 'not_a_container' },
    ]);
  });
});
