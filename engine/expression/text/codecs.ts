import { raise } from '../raise.js';

export type Codec =
  | 'utf-8'
  | 'utf-8-sig'
  | 'ascii'
  | 'latin-1'
  | 'utf-16'
  | 'utf-16-le'
  | 'utf-16-be'
  | 'utf-32'
  | 'utf-32-le'
  | 'utf-32-be';

const codecs: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['utf8', 'utf-8'],
  ['u8', 'utf-8'],
  ['utf', 'utf-8'],
  ['cp65001', 'utf-8'],
  ['utf8sig', 'utf-8-sig'],
  ['ascii', 'ascii'],
  ['usascii', 'ascii'],
  ['646', 'ascii'],
  ['latin1', 'latin-1'],
  ['latin', 'latin-1'],
  ['l1', 'latin-1'],
  ['iso88591', 'latin-1'],
  ['8859', 'latin-1'],
  ['cp819', 'latin-1'],
  ['utf16', 'utf-16'],
  ['u16', 'utf-16'],
  ['utf16le', 'utf-16-le'],
  ['utf16be', 'utf-16-be'],
  ['utf32', 'utf-32'],
  ['u32', 'utf-32'],
  ['utf32le', 'utf-32-le'],
  ['utf32be', 'utf-32-be'],
]);

/** The codec that a name of an encoding means; LookupError for an unknown one. */
export function codecNamed(name: string): Codec {
  const codec = codecs.get(name.toLowerCase().replace(/[^\p{L}\p{N}.]/gu, ''));
  return codec ?? raise('LookupError', `unknown encoding: ${name}`);
}
