import { zlibSync } from 'fflate';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { encodeMask, encodePng, PngCutter } from '../../../scripts/data/png.js';

it.each([
  [1, undefined],
  [3, undefined],
  [3, (bytes: Uint8Array) => zlibSync(bytes)],
] as const)('writes PNG files of %i channels', async (channels, deflate) => {
  const [width, height] = [13, 7];
  const random = new Philox(1);
  const data = Uint8Array.from({ length: width * height * channels }, () => random.integer(0, 256));
  const { data: read, info } = await sharp(encodePng({ data, width, height, channels }, deflate))
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, channels]);
  expect(new Uint8Array(read)).toEqual(data);
});

it('writes masks and parts of images', async () => {
  const random = new Philox(2);
  const data = Uint8Array.from({ length: 20 * 10 * 3 }, () => random.integer(0, 256));
  const part = await sharp(new PngCutter({ data, width: 20, height: 10, channels: 3 }).cut(2, 5, 7, 6))
    .raw()
    .toBuffer();
  for (let row = 0; row < 6; row++) {
    const from = ((row + 2) * 20 + 5) * 3;
    expect(new Uint8Array(part).slice(row * 21, row * 21 + 21)).toEqual(data.slice(from, from + 21));
  }
  const mask = Uint8Array.from({ length: 35 }, (_, index) => (index % 9 < 4 ? 255 : 3));
  const read = await sharp(encodeMask(mask, 7, 5))
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  expect(new Uint8Array(read)).toEqual(mask);
});
