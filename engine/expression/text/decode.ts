import { allocate } from '../budget.js';
import { raise } from '../raise.js';
import { type Codec, codecNamed } from './codecs.js';

/** Python's `bytes.decode(encoding, errors)`. */
export function decode(bytes: Uint8Array, encoding: string, errors: string): string {
  if (bytes.length === 0) return '';
  const codec = codecNamed(encoding);
  allocate(bytes.length);
  switch (codec) {
    case 'latin-1':
      return Buffer.from(bytes).toString('latin1');
    case 'ascii':
      return decodeAscii(bytes, errors);
    case 'utf-8':
      return decodeUtf8(bytes, errors);
    case 'utf-8-sig':
      return decodeUtf8(
        bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes,
        errors,
      );
    default:
      return codec.startsWith('utf-16') ? decodeUtf16(bytes, codec, errors) : decodeUtf32(bytes, codec, errors);
  }
}

/** Something that does not decode: bytes `start` to `end`, and CPython's reason. */
interface Fault {
  readonly codec: Codec | 'utf-16-le' | 'utf-32-le';
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

function handle({ codec, bytes, start, end, reason }: Fault, errors: string): string {
  const bad = [...bytes.subarray(start, end)];
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '\ufffd';
    case 'backslashreplace':
      return bad.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
    case 'surrogateescape':
      return bad.map((byte) => String.fromCharCode(byte < 128 ? byte : 0xdc00 + byte)).join('');
    case 'strict':
      break;
    default:
      raise('LookupError', `unknown error handler name '${errors}'`);
  }
  const where =
    bad.length === 1
      ? `byte 0x${(bad[0] ?? 0).toString(16).padStart(2, '0')} in position ${start}`
      : `bytes in position ${start}-${end - 1}`;
  raise('UnicodeDecodeError', `'${codec}' codec can't decode ${where}: ${reason}`);
}

function decodeAscii(bytes: Uint8Array, errors: string): string {
  let text = '';
  bytes.forEach((byte, start) => {
    if (byte < 128) text += String.fromCharCode(byte);
    else text += handle({ codec: 'ascii', bytes, start, end: start + 1, reason: 'ordinal not in range(128)' }, errors);
  });
  return text;
}

function decodeUtf8(bytes: Uint8Array, errors: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    const good = length === 0 ? 0 : goodBytes(bytes, at, length);
    if (length > 0 && good === length) {
      text += Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
      at += length;
      continue;
    }
    const isCut = length > 0 && at + good >= bytes.length;
    const end = length === 0 ? at + 1 : at + good;
    const reason = length === 0 ? 'invalid start byte' : isCut ? 'unexpected end of data' : 'invalid continuation byte';
    text += handle({ codec: 'utf-8', bytes, start: at, end, reason }, errors);
    at = end;
  }
  return text;
}

/** How many bytes from `at` on form the start of one character of `length` bytes. */
function goodBytes(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] ?? 0;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    // Longer forms than needed, surrogates and code points beyond U+10FFFF are refused at the second byte.
    const lowest = index > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const highest = index > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (at + index >= bytes.length || byte < lowest || byte > highest) return index;
  }
  return length;
}

function decodeUtf16(bytes: Uint8Array, codec: Codec, errors: string): string {
  const hasMark = codec === 'utf-16' && bytes.length >= 2;
  const isBig = codec === 'utf-16-be' || (hasMark && bytes[0] === 0xfe && bytes[1] === 0xff);
  const skips = isBig && codec === 'utf-16' ? 2 : hasMark && bytes[0] === 0xff && bytes[1] === 0xfe ? 2 : 0;
  let text = '';
  let at = skips;
  for (; at + 1 < bytes.length; at += 2) {
    const [first, second] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    text += String.fromCharCode(isBig ? first * 256 + second : second * 256 + first);
  }
  if (at >= bytes.length) return text;
  const name = isBig ? 'utf-16-be' : codec === 'utf-16' ? 'utf-16' : 'utf-16-le';
  return text + handle({ codec: name, bytes, start: at, end: bytes.length, reason: 'truncated data' }, errors);
}

function decodeUtf32(bytes: Uint8Array, codec: Codec, errors: string): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const mark = codec === 'utf-32' && bytes.length >= 4 ? view.getUint32(0, true) : 0;
  const isBig = codec === 'utf-32-be' || mark === 0xfffe0000;
  let text = '';
  let at = mark === 0xfeff || mark === 0xfffe0000 ? 4 : 0;
  for (; at + 3 < bytes.length; at += 4) {
    const code = view.getUint32(at, !isBig);
    if (code <= 0x10ffff) text += String.fromCodePoint(code);
    else text += handle({ codec, bytes, start: at, end: at + 4, reason: 'code point not in range(0x110000)' }, errors);
  }
  if (at >= bytes.length) return text;
  return text + handle({ codec, bytes, start: at, end: bytes.length, reason: 'truncated data' }, errors);
}
