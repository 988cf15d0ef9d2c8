import { createHash, randomUUID } from 'node:crypto';
import { typeError, valueError } from '../../expression/raise.js';
import { PyType } from '../../expression/types/python-type.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import { hashForm, hostForm, makeInt, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** A universally unique identifier (RFC 4122). */
class Uuid {
  static readonly [exposed]: Exposed = {
    hex: property(),
    int: property('number').raw(),
    bytes: property(),
    version: property(),
    urn: property(),
    __eq__: method('other').as('equalTo').raw(),
    __str__: method().as('toString').raw(),
    __repr__: method().as('spelled').raw(),
  };

  readonly hex: string;

  constructor(text: string) {
    this.hex = text.replace(/^urn:uuid:|[{}-]/g, '').toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(this.hex)) valueError('badly formed hexadecimal UUID string');
  }

  get number(): Value {
    return makeInt(BigInt(`0x${this.hex}`));
  }

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.from(this.hex, 'hex'));
  }

  get version(): number {
    return Number.parseInt(this.hex.charAt(12), 16);
  }

  get urn(): string {
    return `urn:uuid:${this}`;
  }

  [hashForm](): Value {
    return this.urn;
  }

  [hostForm](): string {
    return this.toString();
  }

  equalTo(other: Value): boolean {
    return other instanceof Uuid && other.hex === this.hex;
  }

  toString(): string {
    return this.hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  spelled(): string {
    return `UUID('${this}')`;
  }
}

/** An identifier made from a name within a namespace, by MD5 (version 3) or SHA-1 (version 5). */
function named(version: 3 | 5, namespace: Value, name: string): Uuid {
  if (!(namespace instanceof Uuid)) typeError('namespace must be a UUID');
  const digest = createHash(version === 3 ? 'md5' : 'sha1')
    .update(namespace.bytes)
    .update(name)
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | (version << 4);
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return new Uuid(digest.subarray(0, 16).toString('hex'));
}

/** Python's `uuid`. */
export const uuidModule = new TableModule(
  'uuid',
  members(
    [
      fn('uuid4', '', () => new Uuid(randomUUID())),
      fn('uuid3', 'namespace, name', (a) => named(3, a.value('namespace'), a.text('name'))),
      fn('uuid5', 'namespace, name', (a) => named(5, a.value('namespace'), a.text('name'))),
    ],
    {
      UUID: new PyType({
        name: 'uuid.UUID',
        accepts: (value) => value instanceof Uuid,
        construct: ['hex', (args) => new Uuid(args.text(0))],
      }),
      NAMESPACE_DNS: new Uuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8'),
      NAMESPACE_URL: new Uuid('6ba7b811-9dad-11d1-80b4-00c04fd430c8'),
      NAMESPACE_OID: new Uuid('6ba7b812-9dad-11d1-80b4-00c04fd430c8'),
      NAMESPACE_X500: new Uuid('6ba7b814-9dad-11d1-80b4-00c04fd430c8'),
    },
  ),
);
