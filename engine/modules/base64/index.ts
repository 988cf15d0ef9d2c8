import { bytesOf } from '../../expression/operators/equality.js';
import { raise, typeError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

function bytes(value: Value): Uint8Array {
  return bytesOf(value) ?? typeError(`a bytes-like object is required, not '${typeName(value)}'`);
}

function decoded(value: Value, encoding: 'base64' | 'base64url' | 'hex'): Uint8Array {
  const text = typeof value === 'string' ? value : Buffer.from(bytes(value)).toString('latin1');
  const plain = text.replace(/[^A-Za-z0-9+/=_-]/g, '');
  if (encoding !== 'hex' && plain.replace(/=+$/, '').length % 4 === 1) {
    raise('Error', 'Invalid base64-encoded string: number of data characters cannot be 1 more than a multiple of 4');
  }
  if (encoding !== 'hex' && plain.length % 4 !== 0) raise('Error', 'Incorrect padding');
  return new Uint8Array(Buffer.from(plain, encoding));
}

function encoded(value: Value, encode: (text: Buffer) => string): Uint8Array {
  return new Uint8Array(Buffer.from(encode(Buffer.from(bytes(value))), 'latin1'));
}

/** Python's `base64`. */
export const base64Module = new TableModule(
  'base64',
  members([
    fn('b64encode', 's, altchars=None', (a) => encoded(a.value('s'), (buffer) => buffer.toString('base64'))),
    fn('standard_b64encode', 's', (a) => encoded(a.value('s'), (buffer) => buffer.toString('base64'))),
    fn('urlsafe_b64encode', 's', (a) =>
      encoded(a.value('s'), (buffer) => buffer.toString('base64').replaceAll('+', '-').replaceAll('/', '_')),
    ),
    fn('b64decode', 's, altchars=None, validate=False', (a) => decoded(a.value('s'), 'base64')),
    fn('standard_b64decode', 's', (a) => decoded(a.value('s'), 'base64')),
    fn('urlsafe_b64decode', 's', (a) => decoded(a.value('s'), 'base64url')),
    fn('b16encode', 's', (a) => encoded(a.value('s'), (buffer) => buffer.toString('hex').toUpperCase())),
    fn('b16decode', 's, casefold=False', (a) => decoded(a.value('s'), 'hex')),
  ]),
);
