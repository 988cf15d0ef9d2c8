import { PilImage } from './pil-image.js';

/**
 * Decodes an uncompressed BMP of 8, 24 or 32 bits a pixel, as Pillow does: palettes stay indices unless they are the plain
 * grey ramp, and the fourth byte of 32 bits is alpha only where the header gives it a mask.
 *
 * @throws Error that says what is wrong with the file
 */
export function decodeBmp(file: Uint8Array): PilImage {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 54) throw new Error('it ends before the image data');
  const start = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  if (headerSize < 40) throw new Error('BMP files of OS/2 are not supported');
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (![8, 24, 32].includes(bits) || ![0, 3].includes(compression)) {
    throw new Error(`BMP with ${bits} bits a pixel and compression ${compression} is not supported`);
  }
  const bytes = bits / 8;
  const rowBytes = Math.ceil((width * bytes) / 4) * 4;
  if (width <= 0 || start + rowBytes * height > file.length) throw new Error('it ends before the image data');
  const hasAlpha = bits === 32 && compression === 3 && headerSize >= 56 && view.getUint32(66, true) !== 0;
  const order = bits === 8 ? [0] : hasAlpha ? [2, 1, 0, 3] : [2, 1, 0];
  const channels = order.length;
  const samples = new Uint8Array(width * height * channels);
  for (let row = 0, to = 0; row < height; row++) {
    const from = start + rowBytes * (signedHeight < 0 ? row : height - 1 - row);
    for (let column = 0; column < width; column++) {
      for (const byte of order) samples[to++] = file[from + column * bytes + byte] ?? 0;
    }
  }
  const raster = { samples, dtype: 'uint8', channels, offset: 0, stride: width * channels } as const;
  if (bits > 8) return new PilImage('BMP', hasAlpha ? 'RGBA' : 'RGB', width, height, raster);
  const colours = view.getUint32(46, true) || 256;
  const palette = new Uint8Array(3 * colours);
  let isGrey = colours === 256;
  for (let colour = 0; colour < colours; colour++) {
    const at = 14 + headerSize + 4 * colour;
    for (let channel = 0; channel < 3; channel++) palette[3 * colour + channel] = file[at + 2 - channel] ?? 0;
    isGrey &&= palette.subarray(3 * colour, 3 * colour + 3).every((value) => value === colour);
  }
  return isGrey
    ? new PilImage('BMP', 'L', width, height, raster)
    : new PilImage('BMP', 'P', width, height, raster, palette);
}
