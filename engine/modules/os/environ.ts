import { raise } from '../../expression/raise.js';
import { repr } from '../../expression/text/repr.js';
import { type Exposed, exposed, method } from '../../registry/exposed.js';
import { Dict, PyIterator, Tuple, type Value } from '../../values/index.js';

/** `os.environ`: the environment variables, to read. */
export class Environment {
  static readonly [exposed]: Exposed = {
    get: method('key', 'default').raw(),
    keys: method().raw(),
    values: method().raw(),
    items: method().raw(),
    copy: method().raw(),
    __getitem__: method('key').as('item').raw(),
    __contains__: method('key').as('has').raw(),
    __iter__: method().as('iterator').raw(),
    __len__: method().as('size').raw(),
    __repr__: method().as('spelled').raw(),
  };

  get(key: Value, byDefault: Value = null): Value {
    return process.env[String(key)] ?? byDefault;
  }

  item(key: Value): Value {
    return process.env[String(key)] ?? raise('KeyError', repr(key), 'set it, or use os.environ.get(name, default)');
  }

  has(key: Value): boolean {
    return process.env[String(key)] !== undefined;
  }

  keys(): Value {
    return Object.keys(process.env);
  }

  values(): Value {
    return Object.values(process.env).map(String);
  }

  items(): Value {
    return Object.entries(process.env).map(([name, value]) => new Tuple([name, value ?? '']));
  }

  copy(): Dict {
    return new Dict(Object.entries(process.env).map(([name, value]) => [name, value ?? ''] as const));
  }

  iterator(): Value {
    return new PyIterator('iterator', Object.keys(process.env)[Symbol.iterator]());
  }

  size(): number {
    return Object.keys(process.env).length;
  }

  spelled(): string {
    return `environ(${repr(this.copy())})`;
  }
}
