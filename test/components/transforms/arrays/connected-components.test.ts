import { describe, expect, it } from 'vitest';
import { Philox } from '../../../../components/random/philox.js';
import { chessboardDepths } from '../../../../components/transforms/arrays/chessboard-distance.js';
import { componentSizes, connectedComponents } from '../../../../components/transforms/arrays/connected-components.js';
import { withoutSmallHoles, withoutSmallObjects } from '../../../../components/transforms/arrays/small-objects.js';

const random = new Philox(9);

/** Flood fill from each pixel in raster order. */
function flooded(values: Uint8Array, shape: readonly [number, number, number], connectivity: number): number[] {
  const [planes, rows, columns] = shape;
  const labels = new Array<number>(values.length).fill(0);
  let count = 0;
  for (let seed = 0; seed < values.length; seed++) {
    if (values[seed] === 0 || labels[seed] !== 0) continue;
    labels[seed] = ++count;
    const stack = [seed];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [z, y, x] = [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
      for (let step = 0; step < 27; step++) {
        const [dz, dy, dx] = [Math.floor(step / 9) - 1, (Math.floor(step / 3) % 3) - 1, (step % 3) - 1];
        if (Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > connectivity) continue;
        const [nz, ny, nx] = [z + dz, y + dy, x + dx];
        if (nz < 0 || nz >= planes || ny < 0 || ny >= rows || nx < 0 || nx >= columns) continue;
        const next = (nz * rows + ny) * columns + nx;
        if (values[next] !== values[seed] || labels[next] !== 0) continue;
        labels[next] = count;
        stack.push(next);
      }
    }
  }
  return labels;
}

describe('connectedComponents', () => {
  it.each([
    [[1, 9, 11], 1],
    [[1, 9, 11], 2],
    [[1, 1, 30], 1],
    [[1, 30, 1], 1],
    [[5, 6, 4], 1],
    [[5, 6, 4], 2],
    [[5, 6, 4], 3],
  ] as [[number, number, number], number][])('numbers regions of %j with %i hops as flood fill does', (shape, hops) => {
    const size = shape[0] * shape[1] * shape[2];
    for (const values of [2, 3]) {
      for (let repeat = 0; repeat < 30; repeat++) {
        const image = Uint8Array.from({ length: size }, () => random.integer(0, values));
        const { labels, count } = connectedComponents(image, shape[0] === 1 ? shape.slice(1) : shape, hops);
        const expected = flooded(image, shape, hops);
        expect([...labels]).toEqual(expected);
        expect(count).toBe(Math.max(0, ...expected));
      }
    }
  });

  it('counts pixels', () => {
    const components = connectedComponents(Uint8Array.of(1, 1, 0, 1, 0, 0), [1, 6], 1);
    expect([...componentSizes(components)]).toEqual([3, 2, 1]);
  });
});

describe('small objects and holes', () => {
  it('removes objects of fewer pixels', () => {
    const mask = Uint8Array.from('110001000001101100'.split(''), Number);
    expect(withoutSmallObjects(mask, [3, 6], 2).join('')).toBe('110001000001001100');
    expect(withoutSmallObjects(mask, [3, 6], 3).join('')).toBe('000000000000000000');
    expect(withoutSmallObjects(mask, [3, 6], 0).join('')).toBe(mask.join(''));
  });

  it('fills holes of fewer pixels', () => {
    const ring = Uint8Array.from('1111110001111111'.split(''), Number);
    expect(withoutSmallHoles(Uint8Array.from('111101111'.split(''), Number), [3, 3], 2).join('')).toBe('111111111');
    expect(withoutSmallHoles(ring, [4, 4], 1).join('')).toBe(ring.join(''));
  });
});

describe('chessboardDepths', () => {
  it('measures steps to the nearest background pixel', () => {
    for (let repeat = 0; repeat < 40; repeat++) {
      const [rows, columns] = [random.integer(1, 12), random.integer(1, 12)];
      const mask = Uint8Array.from({ length: rows * columns }, () => Number(random.uniform() < 0.85));
      const background = [...mask.keys()].filter((index) => mask[index] === 0);
      const { indices, depths } = chessboardDepths(mask, rows, columns);
      const foreground = [...mask.keys()].filter((index) => mask[index] === 1);
      expect([...indices]).toEqual(foreground);
      const distance = (a: number, b: number): number =>
        Math.max(Math.abs(Math.floor(a / columns) - Math.floor(b / columns)), Math.abs((a % columns) - (b % columns)));
      const nearest = (pixel: number): number => Math.min(...background.map((other) => distance(pixel, other)));
      expect([...depths]).toEqual(foreground.map((pixel) => (background.length === 0 ? -1 : nearest(pixel))));
    }
  });
});
