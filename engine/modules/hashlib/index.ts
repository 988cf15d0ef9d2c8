import { createHash } from 'node:crypto';
import { bytesOf } from '../../expression/operators/equality.js';
import { typeError, valueError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** A running digest, as `hashlib.md5()` makes it. */
class Digest {
  static readonly [exposed]: Exposed = {
    name: property(),
    digest_size: property(),
    update: method('data').raw(),
    digest: method().raw(),
    hexdigest: method().raw(),
  };

  #data = Buffer.alloc(0);

  constructor(
    readonly name: string,
    data: Value,
  ) {
    if (data !== null) this.update(data);
  }

  update(data: Value): null {
    const bytes = bytesOf(data);
    if (typeof data === 'string') typeError('Strings must be encoded before hashing');
    if (!bytes) typeError(`object supporting the buffer API required, not ${typeName(data)}`);
    this.#data = Buffer.concat([this.#data, bytes]);
    return null;
  }

  digest(): Uint8Array {
    return new Uint8Array(createHash(this.name).update(this.#data).digest());
  }

  get digestSize(): number {
    return this.digest().length;
  }

  hexdigest(): string {
    return Buffer.from(this.digest()).toString('hex');
  }
}

const algorithms = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** Python's `hashlib`. */
export const hashlibModule = new TableModule(
  'hashlib',
  members([
    ...algorithms.map((name) =>
      fn(name, 'string=None, *, usedforsecurity=True', (a) => new Digest(name, a.value('string'))),
    ),
    fn('new', 'name, data=None, *, usedforsecurity=True', (a) => {
      const name = a.text('name').toLowerCase();
      return algorithms.includes(name)
        ? new Digest(name, a.value('data'))
        : valueError(`unsupported hash type ${name}`);
    }),
  ]),
);
