import { ByteArray, type Value } from '../../values/index.js';
import { allocate } from '../budget.js';
import { type Arguments, asIndex, asSize } from '../callables/arguments.js';
import { type Member, methods, type Owner, statics } from '../callables/members.js';
import { bytesOf } from '../operators/equality.js';
import { isIterable, listOf } from '../operators/iterate.js';
import { lengthOf } from '../operators/length.js';
import { intOf, isIntLike } from '../operators/number.js';
import { indexError, typeError, valueError } from '../raise.js';
import { isTitle, swapCase, toTitle } from '../text/case.js';
import { decode } from '../text/decode.js';
import { encode } from '../text/encode.js';
import { expandTabs, justify, zeroFill } from '../text/justify.js';
import { objectType } from './object-type.js';
import { PyType } from './python-type.js';
import { partMethods, type TextKind } from './text-methods.js';
import { typeName } from './type-name.js';

type BytesLike = Uint8Array | ByteArray;

/** Bytes as a string of Latin-1. An int argument of a search counts as the byte it is. */
const bytesText: TextKind<BytesLike> = {
  isBytes: true,
  read: (value, refusal) => {
    const bytes = bytesOf(value);
    if (bytes) return Buffer.from(bytes).toString('latin1');
    if (isIntLike(value) && refusal('x').startsWith('argument should be integer')) return byteText(value);
    return typeError(refusal(typeName(value)));
  },
  write: (text, self) => alike(self, new Uint8Array(Buffer.from(text, 'latin1'))),
  accepts: (value) => bytesOf(value) !== undefined,
};

function alike(self: BytesLike, bytes: Uint8Array): BytesLike {
  return self instanceof ByteArray ? new ByteArray(bytes) : bytes;
}

function byteText(value: Value): string {
  const byte = intOf(value);
  if (byte < 0 || byte > 255) valueError('byte must be in range(0, 256)');
  return String.fromCharCode(Number(byte));
}

const bytesOwner = { name: 'bytes', is: (value: Value): value is BytesLike => value instanceof Uint8Array };
const arrayOwner = { name: 'bytearray', is: (value: Value): value is BytesLike => value instanceof ByteArray };

export const bytesType: PyType = new PyType({
  name: 'bytes',
  base: objectType,
  accepts: bytesOwner.is,
  construct: ['source?, encoding?, errors?', (args) => makeBytes(args, 'bytes')],
  members: [
    ...sharedMembers(bytesOwner),
    ...statics(bytesOwner, {
      fromhex: ['string, /', (args) => fromHex(args.text(0))],
      maketrans: ['frm, to, /', (args) => byteTranslation(args)],
    }),
  ],
});

export const byteArrayType: PyType = new PyType({
  name: 'bytearray',
  base: objectType,
  accepts: arrayOwner.is,
  construct: ['source?, encoding?, errors?', (args) => new ByteArray(makeBytes(args, 'bytearray'))],
  members: [
    ...sharedMembers(arrayOwner),
    ...methods<BytesLike>(arrayOwner, {
      append: ['item, /', (self, args) => extend(self, [byteOf(args.at(0))])],
      extend: [
        'iterable_of_ints, /',
        (self, args) =>
          extend(
            self,
            listOf(args.at(0)).map((item) => byteOf(item)),
          ),
      ],
      clear: ['', (self) => become(self, [])],
      copy: ['', (self) => new ByteArray(contentOf(self).slice())],
      reverse: ['', (self) => become(self, [...contentOf(self)].reverse())],
      pop: ['index=-1, /', (self, args) => popByte(self, args.size(0))],
      insert: ['index, item, /', (self, args) => insertByte(self, args.size(0), byteOf(args.at(1)))],
      remove: ['value, /', (self, args) => removeByte(self, byteOf(args.at(0)))],
    }),
    ...statics(arrayOwner, {
      fromhex: ['string, /', (args) => new ByteArray(fromHex(args.text(0)))],
      maketrans: ['frm, to, /', (args) => byteTranslation(args)],
    }),
  ],
});

function contentOf(self: BytesLike): Uint8Array {
  return self instanceof ByteArray ? self.bytes : self;
}

function latin(self: BytesLike): string {
  return Buffer.from(contentOf(self)).toString('latin1');
}

function sharedMembers(owner: Owner<BytesLike>): [string, Member][] {
  const ascii =
    (change: (text: string) => string) =>
    (self: BytesLike): Value =>
      bytesText.write(latin(self).replace(/\p{ASCII}+/gu, change), self);
  const test =
    (pattern: RegExp) =>
    (self: BytesLike): Value =>
      pattern.test(latin(self));
  const fill = (args: Arguments): string => {
    const value = bytesOf(args.at(1));
    if (value?.length === 1) return String.fromCharCode(value[0] ?? 0);
    typeError(`${args.callee}() argument 2 must be a byte string of length 1, not ${typeName(args.at(1))}`);
  };
  const pad =
    (method: 'center' | 'ljust' | 'rjust') =>
    (self: BytesLike, args: Arguments): Value =>
      bytesText.write(justify(latin(self), args.size(0), args.has(1) ? fill(args) : ' ', method), self);
  return [
    ...partMethods(owner, bytesText),
    ...methods<BytesLike>(owner, {
      upper: ['', ascii((text) => text.toUpperCase())],
      lower: ['', ascii((text) => text.toLowerCase())],
      swapcase: ['', ascii(swapCase)],
      title: ['', (self) => bytesText.write(titleBytes(latin(self)), self)],
      capitalize: ['', (self) => bytesText.write(capitalizeBytes(latin(self)), self)],
      isalpha: ['', test(/^[A-Za-z]+$/)],
      isdigit: ['', test(/^[0-9]+$/)],
      isalnum: ['', test(/^[A-Za-z0-9]+$/)],
      isspace: ['', test(/^[ \t\n\r\v\f]+$/)],
      isascii: ['', test(/^\p{ASCII}*$/u)],
      isupper: ['', test(/^[^a-z]*[A-Z][^a-z]*$/)],
      islower: ['', test(/^[^A-Z]*[a-z][^A-Z]*$/)],
      istitle: ['', (self) => isTitle(latin(self).replace(/[\x80-\xff]/g, ' '))],
      center: ['width, fillchar?, /', pad('center')],
      ljust: ['width, fillchar?, /', pad('ljust')],
      rjust: ['width, fillchar?, /', pad('rjust')],
      zfill: ['width, /', (self, args) => bytesText.write(zeroFill(latin(self), args.size(0)), self)],
      expandtabs: ['tabsize=8', (self, args) => bytesText.write(expandTabs(latin(self), args.size(0)), self)],
      decode: [
        "encoding='utf-8', errors='strict'",
        (self, args) => decode(contentOf(self), args.text(0), args.text(1)),
      ],
      hex: ['sep?, bytes_per_sep=1', (self, args) => hexOf(contentOf(self), args)],
      translate: ['table, /, delete?', (self, args) => translateBytes(self, args)],
    }),
  ];
}

function titleBytes(text: string): string {
  return text.replace(/[A-Za-z]+/g, (word) => toTitle(word));
}

function capitalizeBytes(text: string): string {
  const lowered = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lowered.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

function hexOf(bytes: Uint8Array, args: Arguments): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  if (!args.has(0)) return digits.join('');
  const size = args.size(1);
  const given = args.at(0);
  if (lengthOf(given) !== 1) valueError('sep must be length 1.');
  if (typeof given !== 'string' && !bytesText.accepts(given)) typeError('sep must be str or bytes.');
  const separator = typeof given === 'string' ? given : bytesText.read(given, () => '');
  if (separator > '\u007f') valueError('sep must be ASCII.');
  if (size === 0) return digits.join('');
  // Groups are counted from the right, or from the left when the size is negative.
  const length = Math.abs(size);
  const groups: string[] = [];
  const first = size > 0 ? digits.length % length : 0;
  if (first > 0) groups.push(digits.slice(0, first).join(''));
  for (let at = first; at < digits.length; at += length) groups.push(digits.slice(at, at + length).join(''));
  return groups.join(separator);
}

function fromHex(source: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < source.length; ) {
    if (/[ \t\n\r\v\f]/.test(source.charAt(at))) at++;
    else {
      const pair = source.slice(at, at + 2);
      const bad = [...pair.padEnd(2, ' ')].findIndex((digit) => !/[0-9a-fA-F]/.test(digit));
      if (bad >= 0) valueError(`non-hexadecimal number found in fromhex() arg at position ${at + bad}`);
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    }
  }
  return Uint8Array.from(bytes);
}

function makeBytes(args: Arguments, name: string): Uint8Array {
  if (!args.has(0)) {
    if (args.has(1)) typeError('encoding without a string argument');
    return new Uint8Array();
  }
  const source = args.at(0);
  const encoding = args.has(1) ? args.text(1) : undefined;
  const errors = args.has(2) ? args.text(2) : 'strict';
  if (typeof source === 'string') {
    if (encoding === undefined) typeError('string argument without an encoding');
    return encode(source, encoding, errors);
  }
  if (args.has(1)) typeError('encoding without a string argument');
  const bytes = bytesOf(source);
  if (bytes) return bytes.slice();
  if (isIntLike(source)) {
    const length = asSize(source);
    if (length < 0) valueError('negative count');
    allocate(length);
    return new Uint8Array(length);
  }
  if (!isIterable(source)) {
    typeError(
      name === 'bytes'
        ? `cannot convert '${typeName(source)}' object to bytes`
        : `cannot convert '${typeName(source)}' object to bytearray`,
    );
  }
  return Uint8Array.from(listOf(source), (item) => byteOf(item, name));
}

function byteOf(value: Value, kind = 'byte'): number {
  const byte = asIndex(value);
  if (byte >= 0 && byte <= 255) return Number(byte);
  return valueError(kind === 'bytes' ? 'bytes must be in range(0, 256)' : 'byte must be in range(0, 256)');
}

function become(self: BytesLike, bytes: readonly number[]): null {
  if (self instanceof ByteArray) self.bytes = Uint8Array.from(bytes);
  return null;
}

function extend(self: BytesLike, bytes: readonly number[]): null {
  allocate(contentOf(self).length + bytes.length);
  return become(self, [...contentOf(self), ...bytes]);
}

function popByte(self: BytesLike, index: number): number {
  const bytes = [...contentOf(self)];
  if (bytes.length === 0) indexError('pop from empty bytearray');
  const at = index < 0 ? index + bytes.length : index;
  const byte = bytes[at];
  if (byte === undefined) indexError('pop index out of range');
  become(
    self,
    bytes.filter((_, place) => place !== at),
  );
  return byte;
}

function insertByte(self: BytesLike, index: number, byte: number): null {
  const bytes = [...contentOf(self)];
  bytes.splice(index, 0, byte);
  return become(self, bytes);
}

function removeByte(self: BytesLike, byte: number): null {
  const bytes = [...contentOf(self)];
  const at = bytes.indexOf(byte);
  if (at < 0) valueError('value not found in bytearray');
  bytes.splice(at, 1);
  return become(self, bytes);
}

function byteTranslation(args: Arguments): Uint8Array {
  const [from, to] = [0, 1].map((index) => bytesOf(args.at(index)));
  if (!from || !to) typeError(`a bytes-like object is required, not '${typeName(args.at(from ? 1 : 0))}'`);
  if (from.length !== to.length) valueError('maketrans arguments must have same length');
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  from.forEach((byte, index) => {
    table[byte] = to[index] ?? 0;
  });
  return table;
}

function translateBytes(self: BytesLike, args: Arguments): Value {
  const table = args.isNone(0) ? undefined : bytesOf(args.at(0));
  if (!args.isNone(0) && !table) typeError(`a bytes-like object is required, not '${typeName(args.at(0))}'`);
  if (table && table.length !== 256) valueError('translation table must be 256 characters long');
  const removed = new Set(args.has(1) ? bytesOf(args.at(1)) : []);
  const kept = [...contentOf(self)].filter((byte) => !removed.has(byte)).map((byte) => table?.[byte] ?? byte);
  return alike(self, Uint8Array.from(kept));
}
