import { describe, expect, it } from 'vitest';
import { drawCurves } from '../../../engine/cli/start/curves.js';

const dice = {
  title: 'Dice <mean>',
  xLabel: 'epoch',
  yLabel: 'Dice',
  yMin: 0,
  yMax: 1,
  series: [
    { name: 'training', points: [1, 2, 3].map((x) => [x, x / 4] as const) },
    {
      name: 'validation',
      points: [
        [1, 0.1],
        [2, Number.NaN],
        [3, 0.6],
      ] as const,
    },
  ],
};

function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
}

describe('drawCurves', () => {
  it('has titles, ticks, labels and a legend', () => {
    const shown = texts(drawCurves([dice]));
    expect(shown).toEqual(expect.arrayContaining(['Dice &#60;mean&#62;', 'epoch', 'training', 'validation']));
    expect(shown).toEqual(expect.arrayContaining(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0', '1', '2', '3']));
  });

  it('leaves points out that are no numbers, and draws the rest', () => {
    const svg = drawCurves([dice]);
    expect(svg).not.toContain('NaN');
    expect([...svg.matchAll(/<circle/g)]).toHaveLength(5);
  });

  it('puts charts side by side', () => {
    expect(drawCurves([dice, dice])).toContain('width="920"');
  });

  it.each([
    ['no points', []],
    ['one point', [[1, 0.5]]],
    [
      'equal values',
      [
        [1, 2],
        [2, 2],
      ],
    ],
    [
      'negative values',
      [
        [0, -1e-3],
        [10, 1e-3],
      ],
    ],
    [
      'large values',
      [
        [0, 12000],
        [1000, 98000],
      ],
    ],
  ] as const)('copes with %s', (_, points) => {
    const svg = drawCurves([{ title: 't', xLabel: 'x', yLabel: 'y', series: [{ name: 's', points }] }]);
    expect(svg).not.toMatch(/NaN|Infinity/);
    const numbers = texts(svg).filter((text) => /^-?[\d.]+$/.test(text));
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers.length).toBeLessThan(22);
    expect(new Set(numbers).size).toBeGreaterThan(1);
  });
});
