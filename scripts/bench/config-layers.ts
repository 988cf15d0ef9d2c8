/** The size of a benchmark's config. */
const sections = 125;

/**
 * Three layers that make a config of some 10,000 values, as bundles have them: sections with numbers, texts, lists,
 * references, expressions and relative ids; a layer that reaches into them; and one that merges.
 */
export function benchmarkLayers(): Record<string, unknown>[] {
  const base: Record<string, unknown> = {
    imports: ['$import math', '$import os'],
    root: '/data',
    scale: 2,
    names: ['a', 'b'],
  };
  const changes: Record<string, unknown> = {};
  const additions: Record<string, unknown> = {};
  for (let section = 0; section < sections; section++) {
    base[`section_${section}`] = sectionOf(section);
    changes[`section_${section}#sizes#0`] = section * 2;
    changes[`section_${section}::options::rate`] = '@scale';
    additions[`+section_${section}::list`] = [section, `@section_${section}::count`];
    additions[`+section_${section}`] = { added: { on: true, value: '$@scale + 1' } };
  }
  return [base, changes, additions];
}

function sectionOf(section: number): Record<string, unknown> {
  return {
    name: `section ${section}`,
    count: section,
    factor: 0.5,
    sizes: [1, 2, 4, 8, 16, 32],
    path: `$@root + '/section_${section}'`,
    total: '$@#count * @scale + sum(@#sizes)',
    previous: `@section_${Math.max(0, section - 1)}::count`,
    list: ['@names', 'c', { x: section, y: '@###count' }],
    options: { rate: 0.001, device: 'cpu', flags: [true, false, null], nested: { deep: { deeper: '@root' } } },
    stages: Array.from({ length: 8 }, (_, stage) => ({
      index: stage,
      width: `$2 ** ${stage} * @scale`,
      label: `stage ${stage}`,
      keys: ['image', 'label'],
    })),
  };
}
