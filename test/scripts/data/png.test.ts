import { zlibSync } from 'fflate';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { Philox } from '../../../components/random/philox.js';
import { encodePng } from '../../../scripts/data/png.js';

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
