import { allocate } from '../budget.js';
import { raise } from '../raise.js';
import { type Codec, codecNamed } from './codecs.js';

/** Python's `text.encode(encoding, errors)`. */
export function encode(text: string, encoding: string, errors: string): Uint8Array {
  const codec = codecNamed(encoding);
  allocate(text.length * 4);
  const pieces: number[] = [];
  if (codec === 'utf-8-sig') pieces.push(0xef, 0xbb, 0xbf);
  if (codec === 'utf-16') pieces.push(0xff, 0xfe);
  if (codec === 'utf-32') pieces.push(0xff, 0xfe, 0, 0);
  const points = Array.from(text);
  points.forEach((char, index) => {
    const bytes = encodePoint(char.codePointAt(0) ?? 0, codec);
    for (const byte of bytes ?? replaceUnencodable(char, index, points, codec, errors)) pieces.push(byte);
  });
  return Uint8Array.from(pieces);
}

function encodePoint(code: number, codec: Codec): number[] | undefined {
  if (codec === 'ascii') return code < 128 ? [code] : undefined;
  if (codec === 'latin-1') return code < 256 ? [code] : undefined;
  if (code >= 0xd800 && code <= 0xdfff) return undefined;
  if (codec.startsWith('utf-8')) return [...Buffer.from(String.fromCodePoint(code), 'utf8')];
  if (codec.startsWith('utf-16')) {
    const bytes = [...Buffer.from(String.fromCodePoint(code), 'utf16le')];
    return codec === 'utf-16-be' ? swapPairs(bytes) : bytes;
  }
  const little = [code & 255, (code >> 8) & 255, (code >> 16) & 255, 0];
  return codec === 'utf-32-be' ? little.reverse() : little;
}

function swapPairs(bytes: readonly number[]): number[] {
  return bytes.map((_, index) => bytes[index ^ 1] ?? 0);
}

function replaceUnencodable(
  char: string,
  index: number,
  points: readonly string[],
  codec: Codec,
  errors: string,
): number[] {
  const code = char.codePointAt(0) ?? 0;
  const written = (text: string): number[] => [...text].flatMap((one) => encodePoint(one.charCodeAt(0), codec) ?? []);
  switch (errors) {
    case 'ignore':
      return [];
    case 'replace':
      return written('?');
    case 'xmlcharrefreplace':
      return written(`&#${code};`);
    case 'backslashreplace':
      return written(escaped(code));
    case 'surrogateescape':
      if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00];
      break;
    case 'strict':
      break;
    default:
      raise('LookupError', `unknown error handler name '${errors}'`);
  }
  let end = index + 1;
  while (end < points.length && encodePoint(points[end]?.codePointAt(0) ?? 0, codec) === undefined) end++;
  const what =
    end - index === 1
      ? `character '${escaped(code)}' in position ${index}`
      : `characters in position ${index}-${end - 1}`;
  const limits: Partial<Record<Codec, number>> = { ascii: 128, 'latin-1': 256 };
  const limit = limits[codec];
  const why = limit === undefined ? 'surrogates not allowed' : `ordinal not in range(${limit})`;
  raise('UnicodeEncodeError', `'${codec}' codec can't encode ${what}: ${why}`);
}

function escaped(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
